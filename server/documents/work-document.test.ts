// Text and file stay in step: typed text is soon on disk, other programs' changes come in, none is lost.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WorkDocument } from './work-document.ts';

let folder: string;
let path: string;
let work: WorkDocument;
const disk = () => readFileSync(path, 'utf8');
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deck-work-'));
  path = join(folder, 'main.rs');
});
afterEach(() => {
  work.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe('WorkDocument', () => {
  it('starts when the file appears, and ends when it is removed', async () => {
    work = new WorkDocument(folder, 'main.rs');
    const opened = vi.fn();
    work.on({ opened });
    expect(work.document).toBeNull();
    writeFileSync(path, 'one\n');
    await vi.waitFor(() => expect(work.document?.text).toBe('one\n'));
    rmSync(path);
    await vi.waitFor(() => expect(work.document).toBeNull());
    expect(opened).toHaveBeenCalledTimes(2);
  });

  it('writes typed text to disk within a quarter of a second', async () => {
    writeFileSync(path, 'one\n');
    work = new WorkDocument(folder, 'main.rs');
    for (let i = 0; i < 20; i++) {
      work.document!.change('page', 3, 3, '!');
      await wait(20);
    }
    // While typing goes on, the disk is never further behind than that.
    expect(disk().length).toBeGreaterThan(4 + 5);
    await wait(250);
    expect(disk()).toBe(`one${'!'.repeat(20)}\n`);
  });

  it('merges what another program wrote with text that is not saved yet', async () => {
    writeFileSync(path, 'one\ntwo\n');
    work = new WorkDocument(folder, 'main.rs');
    work.document!.change('page', 0, 0, 'zero\n');
    writeFileSync(path, 'one\ntwo\nthree\n');
    await vi.waitFor(() => expect(disk()).toBe('zero\none\ntwo\nthree\n'));
    expect(work.document!.text).toBe('zero\none\ntwo\nthree\n');
  });

  it('does not take its own write for another program’s', async () => {
    writeFileSync(path, 'one\n');
    work = new WorkDocument(folder, 'main.rs');
    const before = work.document!;
    before.change('page', 0, 0, 'x');
    await wait(700);
    expect(work.document).toBe(before);
    expect(before.version).toBe(1);
  });

  it('does not bring back a file that another program has removed', () => {
    writeFileSync(path, 'one\n');
    work = new WorkDocument(folder, 'main.rs');
    work.document!.change('page', 0, 0, 'x');
    rmSync(path);
    work.save();
    expect(work.document).toBeNull();
    expect(existsSync(path)).toBe(false);
  });

  it('loses nothing typed between two writes of another program', () => {
    writeFileSync(path, 'one\n');
    work = new WorkDocument(folder, 'main.rs');
    work.document!.change('page', 0, 0, 'a');
    writeFileSync(path, 'one\ntwo\n');
    work.refresh();
    expect(disk()).toBe('aone\ntwo\n');
    work.document!.change('page', 0, 0, 'b');
    writeFileSync(path, 'aone\ntwo\nthree\n');
    work.refresh();
    expect(disk()).toBe('baone\ntwo\nthree\n');
    expect(work.savedVersion).toBe(work.document!.version);
  });

  it('drops unsaved text at a reset', () => {
    writeFileSync(path, 'one\n');
    work = new WorkDocument(folder, 'main.rs');
    work.document!.change('page', 0, 0, 'x');
    work.forget();
    expect(work.document!.text).toBe('one\n');
    work.save();
    expect(disk()).toBe('one\n');
  });

  it('keeps the text when the disk can’t be written, and says why', async () => {
    writeFileSync(path, 'one\n');
    work = new WorkDocument(folder, 'main.rs');
    const failed = vi.fn();
    work.on({ failed });
    // A folder in place of the temporary file that is written first.
    mkdirSync(join(folder, '.main.rs.deck'));
    work.document!.change('page', 0, 0, 'x');
    work.save();
    expect(work.fault).toMatch(/main\.rs is not saved: /);
    expect(failed).toHaveBeenCalledTimes(1);
    expect(work.document!.text).toBe('xone\n');
    rmSync(join(folder, '.main.rs.deck'), { recursive: true });
    work.document!.change('page', 0, 0, 'y');
    work.save();
    expect([disk(), work.fault]).toEqual(['yxone\n', null]);
  });
});
