// A screen that is read now and then equals a terminal that parses every byte at once.
import unicode11Addon from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { captureScreen } from '../../screen/capture.ts';
import { coreOf } from '../../screen/core.ts';
import { SCROLLBACK_ROWS } from '../../screen/fields.ts';
import { followPalette } from '../../screen/palette.ts';
import { TAIL_BYTES, unfinishedTail } from '../../screen/tail.ts';
import { History } from './history.ts';
import { Screen } from './screen.ts';

const COLS = 20;
const ROWS = 5;

/** Sequences that text may come in, or end. */
const SEQUENCES = [
  '\x1b[31m',
  '\x1b[7;44m',
  '\x1b[m',
  '\x1b[H',
  '\x1b[3;7H',
  '\x1b[2J',
  '\x1b[K',
  '\x1b[2;4r',
  '\x1b[2r',
  '\x1b[1;4r\x1b[5;1H',
  '\x1b[r',
  '\x1b[?1049h',
  '\x1b[?1049l',
  '\x1b7',
  '\x1b8',
  '\x1b[4h',
  '\x1b[4l',
  '\x1b[?7l',
  '\x1b[?7h',
  '\x1b[20h',
  '\x1b[20l',
  '\x1b[3b',
  '\x1b(0',
  '\x1b(B',
  '\x1bc',
  '\x1b]8;;http://a.example/\x07',
  '\x1b]8;;\x07',
  '\x1b]0;title\x07',
  '\x1b[3',
  '\b',
  '\x84',
];

const text = fc.record({
  lines: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 900, max: 4000 })),
  word: fc.constantFrom('', 'y', 'a log', 'ünï 漢字 — e\u0301', '\tx\ty', 'x'.repeat(45)),
  end: fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r'),
  last: fc.constantFrom('', 'prompt $ ', 'x'.repeat(COLS)),
});
const part = fc.oneof(
  text.map(({ lines, word, end, last }) => {
    let run = '';
    for (let i = 0; i < lines; i++) run += `${word}${i}${end}`;
    return run + last;
  }),
  fc.constantFrom(...SEQUENCES),
);

/** A terminal that parses everything. */
function reader() {
  const term = new headless.Terminal({
    cols: COLS,
    rows: ROWS,
    scrollback: SCROLLBACK_ROWS,
    allowProposedApi: true,
    logLevel: 'off',
  });
  term.loadAddon(new unicode11Addon.Unicode11Addon());
  term.unicode.activeVersion = '11';
  const core = coreOf(term);
  followPalette(core);
  return core;
}

const looks = ['nothing', 'whole', 'viewport', 'cursorLine', 'text'] as const;
type Look = (typeof looks)[number];

/** Writes output in pieces to a screen and to a terminal that parses everything, and compares them now and then. */
function compare(parts: readonly (readonly [output: string, look: Look])[], piece: number): void {
  const screen = new Screen(COLS, ROWS, () => {});
  const history = new History();
  const core = reader();
  const look = (kind: 'whole' | 'viewport') => {
    const { bytes, tail } = screen.capture(kind, history);
    expect(Buffer.compare(bytes, captureScreen(core, kind)), kind).toBe(0);
    expect(tail).toEqual(unfinishedTail(core, () => history.newest(TAIL_BYTES)));
  };
  for (const [output, at] of parts) {
    const bytes = Buffer.from(output, 'utf8');
    for (let from = 0; from < bytes.length; from += piece) {
      const read = bytes.subarray(from, from + piece);
      history.add(read);
      screen.write(read);
      core._inputHandler.parse(read);
    }
    if (at === 'cursorLine') screen.cursorLine();
    else if (at === 'text') screen.text();
    else if (at !== 'nothing') look(at);
  }
  look('whole');
  screen.dispose();
}

it('shows the same as a terminal that parses everything, whenever it is read', {
  timeout: 120_000,
}, () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(part, fc.constantFrom(...looks)), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 5000 }),
      compare,
    ),
    { numRuns: 150 },
  );
});

const many = (line: string) => line.repeat(5000);

it.each([
  ['above a scroll region', `\x1b[2r${many('a line\r\n')}`, 4095],
  ['below a scroll region', `\x1b[1;4r\x1b[5;1Ha long line\r\n${many('b\r\n')}`, 4095],
  ['inside a title', `\x1b]0;${many('a\r\n')}\x07`, 4095],
  ['that begins inside a sequence', `\x1b[31mred${many('a\r\n')}`, 3],
  ['that begins inside a control character', `ab\u009b31mrosy${many('a\r\n')}`, 3],
  ['of a full-screen program', `\x1b[?1049h${many('a\r\n')}\x1b[?1049l`, 4095],
  ['with a place that is come back to', `a\x1b7${many('a\r\n')}\x1b8b`, 4095],
  ['in a link', `\x1b]8;;http://a.example/\x07${many('a\r\n')}`, 4095],
] as const)('shows the same in a flood %s', (_, output, piece) => compare([[output, 'whole']], piece));

it('skips most lines of a flood', () => {
  const screen = new Screen(120, 30, () => {});
  const core = (screen as unknown as { core: ReturnType<typeof coreOf> }).core;
  const parse = core._inputHandler.parse.bind(core._inputHandler);
  let parsed = 0;
  core._inputHandler.parse = (bytes) => {
    parsed += bytes.length;
    return parse(bytes);
  };
  const read = Buffer.from('a line of a log, as long as they are, or nearly\r\n'.repeat(80));
  for (let i = 0; i < 2500; i++) screen.write(read);
  expect(screen.text().split('\n').length).toBe(SCROLLBACK_ROWS + 29);
  expect(parsed).toBeLessThan(0.02 * 2500 * read.length);
});
