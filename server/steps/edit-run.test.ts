// Prepared edits typed into a real file: at a person's speed, by keys or at once, also while others type.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EditedFile, Step } from '../../protocol/demo.ts';
import { checkpointsOf, type Edit } from '../../talk/prepared.ts';
import type { Document } from '../documents/document.ts';
import { WorkDocument } from '../documents/work-document.ts';
import { EditRun, type EditRunOptions } from './edit-run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string) => readFileSync(`${root}/${name}`, 'utf8');
const FILE = {
  template: 'bpf/template/{{project-name}}-ebpf/src/main.rs',
  fill: { crate_name: 'ping_monitor' },
  finished: 'bpf/ping-monitor/ping-monitor-ebpf/src/main.rs',
  id: 'main',
} as unknown as EditedFile;
const FINISHED = read(FILE.finished);
const WRITE: Edit = { replace: 'try_ping_monitor' };
const HELP: Edit = { insert: 'ptr_at', before: 'panic' };
const LEAVE: Edit = { without: 'if start + offset + len > end', in: 'ptr_at' };
const steps = [WRITE, HELP, LEAVE].map((edit, i) => ({ id: `s${i}`, pane: 'main', edit }) as unknown as Step);
const TEXTS = checkpointsOf(FILE, steps, read).map(({ text }) => text);

let folder: string;
let work: WorkDocument;
const runs: EditRun[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deck-edit-'));
  mkdirSync(join(folder, 'src'));
});
afterEach(() => {
  for (const run of runs.splice(0)) run.dispose();
  work.dispose();
  rmSync(folder, { recursive: true, force: true });
});

type End = Parameters<EditRunOptions['ended']>[0];

/** Opens a file with this text, or none, and begins an edit in it. */
function begin(text: string | null, edit: Edit, pace: 'person' | 'keys' = 'person') {
  if (text !== null) writeFileSync(join(folder, 'src/main.rs'), text);
  work = new WorkDocument(folder, 'src/main.rs');
  let ended: (end: End) => void;
  const end = new Promise<End>((resolve) => {
    ended = resolve;
  });
  const run = new EditRun({
    work,
    edit,
    finished: FINISHED,
    pace,
    // Four times as fast as a person.
    keysPerSecond: 140,
    ended: (end) => ended(end),
  });
  runs.push(run);
  return { run, end };
}

const document = (): Document => work.document!;
/** Somebody types by hand where `where` first occurs. */
function byHand(where: string, text: string, more = 0): void {
  const at = document().text.indexOf(where);
  expect(at).toBeGreaterThanOrEqual(0);
  document().change('page', at, at + more, text);
}
const grown = (chars: number) => vi.waitFor(() => expect(document().version).toBeGreaterThan(chars), 5000);

describe('an edit', () => {
  it('is typed as a person would, lines with their indentation, and ends with the finished text', async () => {
    const { end } = begin(TEXTS[1]!, HELP);
    const seen: string[] = [];
    await vi.waitFor(() => expect(work.document).not.toBeNull());
    document().onChange(() => void seen.push(document().text));
    expect(await end).toEqual({ state: 'met' });
    expect(document().text).toBe(TEXTS[2]);
    // Its lines were opened first, so that the text after it never was on the line being typed.
    expect(seen[0]).toBe(TEXTS[1]!.replace(/(?=(#\[.*\n)*fn panic)/, '\n\n'));
    expect(seen.some((text) => text.includes('{\n    let star'))).toBe(true);
    expect(seen.length).toBeGreaterThan(200);
  }, 60_000);

  it('selects and removes the old text, and types the new', async () => {
    const { run, end } = begin(TEXTS[0]!, WRITE);
    await grown(10);
    expect(document().text).not.toContain('received a packet');
    expect(document().text).toContain('Result<i32, i32> {\n    let ');
    run.complete();
    expect(await end).toEqual({ state: 'met' });
    expect(document().text).toBe(TEXTS[1]);
  });

  it('is typed at once when completed before it began', async () => {
    const { run, end } = begin(TEXTS[0]!, WRITE);
    run.complete();
    expect(await end).toEqual({ state: 'met' });
    expect(document().text).toBe(TEXTS[1]);
  });

  it('removes the check', async () => {
    const { run, end } = begin(TEXTS[2]!, LEAVE, 'keys');
    await Promise.resolve();
    run.key();
    expect(await end).toEqual({ state: 'met' });
    expect(document().text).toBe(TEXTS[3]);
  });

  it('types one to three characters per key, and the rest on Next', async () => {
    const { run, end } = begin(TEXTS[1]!, HELP, 'keys');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(document().version).toBe(0);
    run.key();
    let length = document().length;
    expect(length).toBe(TEXTS[1]!.length + 2);
    for (let i = 0; i < 30; i++) {
      run.key();
      const more = document().length - length;
      expect(more).toBeGreaterThanOrEqual(1);
      // A line end with its indentation counts as one character.
      expect(more).toBeLessThanOrEqual(3 + 12);
      length = document().length;
    }
    run.complete();
    expect(await end).toEqual({ state: 'met' });
    expect(document().text).toBe(TEXTS[2]);
  });

  it('can be typed to its end by keys alone', async () => {
    const { run, end } = begin(TEXTS[1]!, HELP, 'keys');
    await Promise.resolve();
    let keys = 0;
    let over = false;
    void end.then(() => {
      over = true;
    });
    while (!over && keys < 2000) {
      run.key();
      keys++;
      await Promise.resolve();
    }
    expect(await end).toEqual({ state: 'met' });
    expect(document().text).toBe(TEXTS[2]);
    expect(keys).toBeGreaterThan(100);
  });
});

describe('while somebody else types', () => {
  it('keeps its place, and their text too', async () => {
    const { run, end } = begin(TEXTS[0]!, WRITE);
    await grown(5);
    byHand('#![no_std]', '// one\n');
    await grown(20);
    byHand('fn panic', '// two\n');
    await grown(30);
    run.complete();
    expect(await end).toEqual({ state: 'met' });
    expect(document().text).toContain('// one\n#![no_std]');
    expect(document().text.replace('// one\n', '').replace('// two\n', '')).toBe(TEXTS[1]);
  });

  it('keeps what they type after its cursor, and does not restore what they delete', async () => {
    const { run, end } = begin(TEXTS[1]!, HELP);
    await grown(45);
    const typed = document().text;
    byHand('unsafe fn ptr_at', '', 7);
    expect(document().text.length).toBe(typed.length - 7);
    run.complete();
    expect(await end).toEqual({
      state: 'unmet',
      why: expect.stringMatching(/does not have the prepared text/),
    });
    expect(document().text).toBe(TEXTS[2]!.replace('unsafe fn ptr_at', 'fn ptr_at'));
  });

  it('is unmet when a typo of theirs changes the text', async () => {
    const { run, end } = begin(TEXTS[0]!, WRITE);
    await grown(25);
    byHand('ethertype', 'x');
    run.complete();
    expect((await end).state).toBe('unmet');
    expect(document().text).toContain('xethertype');
  });

  it('ends when its place is deleted', async () => {
    const { end } = begin(TEXTS[1]!, HELP);
    await grown(20);
    document().become('page', 'nothing');
    expect(await end).toEqual({ state: 'unmet', why: expect.stringMatching(/was deleted/) });
    expect(document().text).toBe('nothing');
  });
});

describe('an edit that does not fit', () => {
  it('is unmet, says what is missing, and changes nothing', async () => {
    const broken = TEXTS[0]!.replace('fn try_ping_monitor', 'fn try_pong');
    const { end } = begin(broken, WRITE);
    expect(await end).toEqual({ state: 'unmet', why: expect.stringMatching(/has no try_ping_monitor/) });
    expect(document().text).toBe(broken);
  });

  it('waits a moment for its file, and then says that it is missing', async () => {
    const late = begin(null, WRITE);
    setTimeout(() => writeFileSync(join(folder, 'src/main.rs'), TEXTS[0]!), 300);
    late.run.complete();
    expect(await late.end).toEqual({ state: 'met' });
    work.dispose();
    rmSync(join(folder, 'src/main.rs'));
    const never = begin(null, WRITE);
    expect(await never.end).toEqual({ state: 'unmet', why: 'there is no src/main.rs' });
  });

  it('ends when its file is replaced', async () => {
    const { end } = begin(TEXTS[1]!, HELP);
    await grown(5);
    rmSync(join(folder, 'src'), { recursive: true });
    expect(await end).toEqual({ state: 'unmet', why: expect.stringMatching(/was replaced/) });
  });

  it('is met at once when somebody has done it by hand', async () => {
    const { end } = begin(TEXTS[2]!, HELP);
    expect(await end).toEqual({ state: 'met' });
    expect(document().version).toBe(0);
  });
});
