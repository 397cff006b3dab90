// Files on slides over real sockets: followed, typed in and rescued.
// Which files a page can reach is in undeclared.test.ts; what is left after kill -9, in killed.test.ts.
import { rmSync, writeFileSync } from 'node:fs';
import { ChangeSet } from '@codemirror/state';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../protocol/role.ts';
import type { Deck } from '../support/deck.ts';
import { disk, endEdited, PATH, reset, startEdited, TEMPLATE, textAfter } from '../support/edited.ts';
import { FilePage } from '../support/file-page.ts';

let deck: Deck;
const pages: { dispose(): void }[] = [];
const open = async (role: Role = 'speaker') => {
  const page = new FilePage(deck, 'edited', 'main', role);
  pages.push(page);
  await page.open();
  return page;
};
afterEach(() => {
  for (const page of pages.splice(0)) page.dispose();
});
afterAll(endEdited);

describe('files on slides', () => {
  beforeAll(async () => {
    deck = await startEdited();
  });
  afterAll(endEdited);
  beforeEach(() => reset(deck));

  it('are checked at the start: edits that don’t fit are printed', async () => {
    await deck.line(
      /^warning: prepared edits do not fit: demo drifted, file main: step lost: the file has no nothing_of_this_name; it has greeting, main/,
    );
    expect(deck.lines.filter((line) => line.startsWith('warning: prepared'))).toHaveLength(1);
  });

  it('are the same in all pages, typed by several at once, and on disk', async () => {
    const [one, two] = [await open(), await open()];
    expect(one.text?.toString()).toBe(TEMPLATE);
    for (let i = 0; i < 20; i++) {
      one.type(0, 'a');
      two.type(two.text!.length, 'b');
      await Promise.all([one.peer.settled(), two.peer.settled()]);
    }
    const wanted = `${'a'.repeat(20)}${TEMPLATE}${'b'.repeat(20)}`;
    await Promise.all(
      [one, two].map((page) => page.until(() => page.text?.toString() === wanted, 'both texts')),
    );
    await expect.poll(disk).toBe(wanted);
  });

  it('follow what another program writes, also when it removes the file and makes it again', async () => {
    const page = await open();
    writeFileSync(PATH, TEMPLATE.replace('main', 'other'));
    await page.until(() => page.text?.toString().includes('fn other'), 'the change');
    rmSync(PATH);
    await page.until(() => page.text === null, 'the end');
    writeFileSync(PATH, 'anew\n');
    await page.until(() => page.text?.toString() === 'anew\n', 'the new one');
  });

  it('can be read by a viewer, but not changed', async () => {
    const viewer = await open('viewer');
    expect(viewer.text?.toString()).toBe(TEMPLATE);
    viewer.type(0, 'x');
    viewer.rescue('catch-up');
    await viewer.until(() => viewer.errors.length === 2, 'two refusals');
    expect(viewer.errors[0]).toBe('a viewer may not send edit');
    const speaker = await open();
    speaker.type(0, '// ');
    await viewer.until(() => viewer.text?.toString() === `// ${TEMPLATE}`, 'the speaker’s');
    expect(viewer.checkpoint).toBeUndefined();
    await speaker.until(() => speaker.checkpoint, 'the speaker’s checkpoint');
    // Only the speaker sees what is missing on the machine.
    await speaker.until(() => speaker.verdict?.is === 'unable', 'the speaker’s verdict');
    await viewer.peer.settled();
    expect(viewer.verdict).toEqual({ is: 'unchecked' });
  });

  it('stay as they are when a page sends changes that don’t fit; the page gets the whole text', async () => {
    const page = await open();
    const from = page.version;
    page.send(99, ChangeSet.of({ from: 0, insert: 'x' }, TEMPLATE.length));
    page.send(from, ChangeSet.of({ from: 0, insert: 'x' }, 3));
    page.send(from, ChangeSet.of({ from: 0, insert: 'x' }, TEMPLATE.length));
    const { demo, file } = page;
    const edit = (more: object) =>
      page.peer.send({ t: 'edit', demo, file, page: 'p', from, changes: [[1]], ...more });
    edit({ page: 'deck' });
    edit({ changes: [[[0, 'a\nb']]] });
    edit({ changes: [] });
    edit({ changes: Array(101).fill([1]) });
    await page.until(() => page.errors.length === 6, 'six refusals');
    expect(page.errors.map((why) => why.slice(0, 40))).toMatchInlineSnapshot(`
      [
        "there is no version 99 yet",
        "a change of a text of 3 characters, not ",
        "a page can't have the name deck",
        "message refused: changes.0.0.1: a line m",
        "message refused: changes: Invalid length",
        "message refused: changes: Invalid length",
      ]
    `);
    expect(page.text?.toString()).toBe(`x${TEMPLATE}`);
    await expect.poll(disk).toBe(`x${TEMPLATE}`);
  });

  it('can be caught up while a step is typed, and taken back; the step counts as done', async () => {
    const page = await open();
    const first = await page.until(() => page.checkpoint, 'the first checkpoint');
    expect(first).toMatchObject({ step: null, text: TEMPLATE, back: false });
    page.step('greet', 'run');
    const from = page.version;
    await page.until(() => page.version > from + 8, 'some characters');
    expect(page.checkpoint).toMatchObject({ step: 'greet', back: false });
    const at = page.text!.toString().indexOf('fn greeting');
    page.type(at, 'typo ');
    await page.until(() => page.text!.toString().includes('typo fn'), 'the typo');
    page.rescue('catch-up');
    await page.until(() => page.steps.get('greet')?.state === 'met', 'the end of the step');
    const wanted = page.checkpoint!.text;
    await page.until(() => page.text!.toString() === wanted && page.checkpoint!.back, 'the checkpoint');
    expect(disk()).toBe(wanted);
    page.rescue('back');
    await page.until(() => page.text!.toString().includes('typo fn'), 'the way back');
    await page.until(() => page.checkpoint!.back === false, 'no further way back');
    page.rescue('back');
    await page.until(() => page.errors.at(-1)?.includes('nothing to go back to'), 'a refusal');
    page.rescue('catch-up');
    for (const step of ['help', 'silence', 'loud']) {
      const begun = page.version;
      page.step(step, 'run');
      // After a while: a step that was caught up is not typed any more, or the text would be wrong.
      if (step === 'help') await page.until(() => page.version > begun + 8, 'some characters of the next');
      page.step(step, 'complete');
      await page.until(() => page.steps.get(step)?.state === 'met', step);
      if (step === 'silence') expect(page.text!.toString()).not.toContain('if loud');
    }
    expect(page.text!.toString()).toBe(textAfter('loud'));
    await expect.poll(disk).toBe(textAfter('loud'));
  });

  it('hold an edit while another is typed, and give the reason when one can’t be typed', async () => {
    const page = await open();
    page.step('greet', 'keys');
    page.step('greet', 'key');
    page.step('help', 'run');
    await page.until(() => page.steps.get('help')?.held !== undefined, 'a hold');
    expect(page.steps.get('help')?.held?.why).toBe('greet has not ended yet');
    page.step('help', 'drop');
    await page.until(() => page.steps.get('help')?.held === undefined, 'no hold');
    page.step('greet', 'complete');
    await page.until(() => page.steps.get('greet')?.state === 'met', 'the edit');
    page.step('silence', 'run');
    await page.until(() => page.steps.get('silence')?.state === 'unmet', 'a refusal');
    expect(page.steps.get('silence')?.why).toMatch(/the file has no bell; it has greeting, main/);
    // One key fixes it.
    page.rescue('catch-up');
    await page.until(() => page.steps.get('silence')?.state === 'met', 'the rescue');
    expect(page.text!.toString()).toContain('fn bell');
  });
});
