// A terminal restored from a screen equals the original: at any cut in real output, and with the output that
// follows. DECK_CUTS sets the cuts per program (40; 200 with --all), DECK_SEED where they are.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureScreen, type ScreenKind } from '../../screen/capture.ts';
import { restoreScreen } from '../../screen/restore.ts';
import { TAIL_BYTES, unfinishedTail } from '../../screen/tail.ts';
import { SEED, times } from '../support/breadth.ts';
import { randomFrom } from '../support/random.ts';
import { anything } from './snapshot/anything.ts';
import { dirtyTerminal } from './snapshot/dirt.ts';
import { PROBES } from './snapshot/probes.ts';
import { programs } from './snapshot/programs.ts';
import { type Program, record } from './snapshot/record.ts';
import { type Size, Terminal } from './snapshot/terminal.ts';
import { difference, publicViewOf, viewOf } from './snapshot/view.ts';

const CUTS = times('DECK_CUTS', 40, 200);
const SIZES: Size[] = [
  { cols: 100, rows: 15 },
  { cols: 120, rows: 30 },
];
/** After this many cuts the slower checks run: the public API, what the terminals do next, copies of copies. */
const EVERY = 20;

const source = new URL('../../node_modules/@xterm/xterm/src/common/InputHandler.ts', import.meta.url)
  .pathname;
const { all, dispose } = programs(source);
const recordings = new Map<string, Uint8Array>();
const keyOf = ({ name }: Program, { cols, rows }: Size) => `${name} ${cols}×${rows}`;

beforeAll(async () => {
  console.log(`seed ${SEED}`);
  const each = all.flatMap((program) => SIZES.map((size) => ({ program, size })));
  await Promise.all(
    each.map(async ({ program, size }) => recordings.set(keyOf(program, size), await record(program, size))),
  );
});
afterAll(dispose);

type Cut = { at: number; whole: Uint8Array; viewport: Uint8Array; tail: Uint8Array; view: string[] };

/** The screen that a server would send at this place. */
function cutOf(terminal: Terminal, output: Uint8Array, at: number): Cut {
  const recent = () => output.subarray(Math.max(0, at - TAIL_BYTES), at);
  const capture = (kind: ScreenKind) => captureScreen(terminal.core, kind);
  const tail = unfinishedTail(terminal.core, recent);
  return { at, whole: capture('whole'), viewport: capture('viewport'), tail, view: viewOf(terminal) };
}

function put(terminal: Terminal, screen: Uint8Array, tail: Uint8Array): void {
  restoreScreen(terminal.core, screen);
  terminal.write(tail);
}

function equal(what: string, expected: string[], actual: string[]): void {
  const found = difference(expected, actual);
  if (found) throw new Error(`seed ${SEED}, ${what}:\n${found}`);
}

/** A terminal that has read the output up to a place, without a cut. */
function readUpTo(size: Size, output: Uint8Array, at: number): Terminal {
  const terminal = new Terminal(size);
  terminal.write(output.subarray(0, at));
  terminal.takeReplies();
  return terminal;
}

for (const program of all) {
  describe(program.name, () => {
    for (const size of SIZES) {
      const random = randomFrom(SEED + size.cols + program.name.length);
      const count = Math.ceil(CUTS / SIZES.length);

      it(`is the same after each of ${count} cuts at ${size.cols}×${size.rows}`, () => {
        const output = recordings.get(keyOf(program, size))!;
        const places = Array.from({ length: count }, () => Math.floor(random() * (output.length + 1)));
        places.sort((a, b) => a - b);
        const original = new Terminal(size);
        let read = 0;
        const cuts = places.map((at) => {
          original.write(output.subarray(read, at));
          read = at;
          return cutOf(original, output, at);
        });
        original.write(output.subarray(read));
        const end = viewOf(original);
        const uncut = readUpTo(size, output, output.length);
        equal(`${program.name}: read in pieces`, viewOf(uncut), end);

        for (const [index, cut] of cuts.entries()) {
          const where = `${program.name} ${size.cols}×${size.rows}, cut at ${cut.at} of ${output.length}`;
          const copy = dirtyTerminal(size, random);
          put(copy, cut.whole, cut.tail);
          equal(where, cut.view, viewOf(copy));
          expect(Buffer.compare(captureScreen(copy.core, 'whole'), cut.whole), where).toBe(0);
          if (index % EVERY === 0) checkClosely(where, size, output, cut, copy);
          const later = cuts[Math.min(cuts.length - 1, index + 1 + Math.floor(random() * 9))]!;
          copy.write(output.subarray(cut.at, later.at));
          equal(`${where}, later at ${later.at}`, later.view, viewOf(copy));
          copy.write(output.subarray(later.at));
          equal(`${where}, at the end`, end, viewOf(copy));
          copy.dispose();
        }
        chain(`${program.name} ${size.cols}×${size.rows}`, size, output, cuts, random);
        const inside = cuts.filter(({ tail }) => tail.length > 0).length;
        console.log(
          `${program.name} ${size.cols}×${size.rows}: ${output.length} bytes, ${cuts.length} of ${cuts.length} cuts equal, ${inside} inside a sequence or character`,
        );
        for (const each of [original, uncut]) each.dispose();
      });
    }
  });
}

it(`is the same after each of ${CUTS} cuts in random output`, () => {
  for (let n = 0; n < CUTS; n++) {
    const random = randomFrom(SEED + n);
    const size = { cols: 20 + Math.floor(random() * 20), rows: 4 + Math.floor(random() * 8) };
    const output = anything(random, 3000, size.rows);
    const at = Math.floor(random() * output.length);
    const original = readUpTo(size, output, at);
    const { whole, viewport, tail, view } = cutOf(original, output, at);
    const [copy, page] = [dirtyTerminal(size, random), dirtyTerminal(size, random)];
    put(copy, whole, tail);
    put(page, viewport, tail);
    const where = `output ${n}, cut at ${at}`;
    equal(where, view, viewOf(copy));
    equal(`${where}, viewport`, viewOf(original, 'screen'), viewOf(page, 'screen'));
    expect(Buffer.compare(captureScreen(page.core, 'viewport'), viewport), where).toBe(0);
    for (const each of [original, copy]) each.write(output.subarray(at));
    equal(`${where}, at the end`, viewOf(original), viewOf(copy));
    const [last, lastOfCopy] = [original, copy].map((each) => captureScreen(each.core, 'whole'));
    expect(Buffer.compare(last!, lastOfCopy!), where).toBe(0);
    for (const each of [original, copy, page]) each.dispose();
  }
});

it('is small; its times are printed', () => {
  const size = { cols: 120, rows: 30 };
  const words = 'the quick brown fox jumps over the lazy dog '.repeat(2);
  const text = Array.from({ length: 1030 }, (_, n) => `${n} ${words}`.slice(0, 80)).join('\r\n');
  const [original, copy] = [new Terminal(size, 1000), new Terminal(size, 1000)];
  original.write(text);
  for (const [kind, most, times] of [
    ['viewport', 5_000, 200],
    ['whole', 120_000, 20],
  ] as const) {
    const took = { capture: [] as number[], restore: [] as number[] };
    let bytes: Uint8Array = new Uint8Array();
    for (let n = 0; n < times; n++) {
      const started = performance.now();
      bytes = captureScreen(original.core, kind);
      const captured = performance.now();
      restoreScreen(copy.core, bytes);
      took.capture.push(captured - started);
      took.restore.push(performance.now() - captured);
    }
    const [capture, restore] = [took.capture, took.restore].map((each) => {
      each.sort((a, b) => a - b);
      return `median ${each[times >> 1]!.toFixed(2)} ms (least ${each[0]!.toFixed(2)})`;
    });
    console.log(
      `${kind} of 80 columns of text: ${bytes.length} bytes; capture ${capture}, restore ${restore}`,
    );
    expect(bytes.length).toBeLessThan(most);
  }
  for (const each of [original, copy]) each.dispose();
});

/** Compares by the public API, and by the effect of the same output on both. */
function checkClosely(where: string, size: Size, output: Uint8Array, cut: Cut, copy: Terminal): void {
  const original = readUpTo(size, output, cut.at);
  equal(`${where}, by the public API`, publicViewOf(original), publicViewOf(copy));
  for (const [name, probe] of PROBES) {
    const [wanted, got] = [readUpTo(size, output, cut.at), new Terminal(size)];
    put(got, cut.whole, cut.tail);
    for (const each of [wanted, got]) each.write(probe);
    equal(`${where}, then ${name}`, viewOf(wanted), viewOf(got));
    equal(`${where}, answers to ${name}`, wanted.takeReplies(), got.takeReplies());
    for (const each of [wanted, got]) each.dispose();
  }
  original.dispose();
}

/** Like in a flood: a page gets viewport after viewport, then the whole screen, and a copy is made of that copy. */
function chain(name: string, size: Size, output: Uint8Array, cuts: Cut[], random: () => number): void {
  const page = dirtyTerminal(size, random);
  for (const [index, cut] of cuts.entries()) {
    const where = `${name}, viewport at ${cut.at}`;
    const before = rowsAbove(page);
    put(page, cut.viewport, cut.tail);
    const original = index % EVERY === 0 ? readUpTo(size, output, cut.at) : undefined;
    if (original) equal(where, viewOf(original, 'screen'), viewOf(page, 'screen'));
    equal(`${where}, rows above it`, before, rowsAbove(page));
    original?.dispose();
    if (index % 25 !== 24) continue;
    put(page, cut.whole, cut.tail);
    const copy = dirtyTerminal(size, random);
    put(copy, captureScreen(page.core, 'whole'), cut.tail);
    equal(`${name}, whole after viewports at ${cut.at}`, cut.view, viewOf(page));
    equal(`${name}, copy of a copy at ${cut.at}`, cut.view, viewOf(copy));
    copy.dispose();
  }
  page.dispose();
}

/** The scrollback, with its links. */
function rowsAbove(page: Terminal): string[] {
  const normal = page.term.buffer.normal;
  const lines: string[] = [];
  for (let y = 0; y < normal.baseY; y++) {
    const line = normal.getLine(y)!;
    const raw = page.core._bufferService.buffers.normal.lines.get(y)!;
    const links = Object.values(raw._extendedAttrs).map((extended) => {
      const entry = page.core._oscLinkService._dataByLinkId.get(extended?._urlId ?? 0);
      return entry?.data.uri ?? '';
    });
    lines.push(`${line.isWrapped} ${line.translateToString()} ${links.join()}`);
  }
  return lines;
}
