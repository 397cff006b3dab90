// kill -9 of the server in the middle of typing: at most 250 ms of input are lost, and the file is whole.
// DECK_KILLS sets how often (2; 5 with --all).
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ChangeSet } from '@codemirror/state';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { SEED, times } from '../support/breadth.ts';
import type { Deck } from '../support/deck.ts';
import { disk, endEdited, PATH, reset, startEdited } from '../support/edited.ts';
import { FilePage } from '../support/file-page.ts';
import { randomFrom } from '../support/random.ts';

let deck: Deck;
const pages: FilePage[] = [];
const open = async () => {
  const page = new FilePage(deck, 'edited', 'main');
  pages.push(page);
  return page.open();
};
afterEach(() => {
  for (const page of pages.splice(0)) page.dispose();
});
afterAll(endEdited);

describe('a kill -9 of the server in the middle of typing', () => {
  /** Long enough that a write takes time, and that half a file would be noticed. */
  const HEAD = `${'// a line of a long file\n'.repeat(4000)}`;
  const KILLS = times('DECK_KILLS', 2, 5);
  const moment = randomFrom(SEED);
  const LOST_MS = 250;

  it(`loses at most ${LOST_MS} ms of input and leaves the file whole, ${KILLS} times`, async () => {
    deck = await startEdited();
    await reset(deck);
    await deck.end();
    const lost: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      deck = await startEdited();
      await reset(deck);
      writeFileSync(PATH, HEAD);
      const page = await open();
      const sent: number[] = [];
      const typed = () => [...sent.keys()].map((i) => `${i};`).join('');
      const typing = setInterval(() => {
        const length = HEAD.length + typed().length;
        page.send(sent.length, ChangeSet.of({ from: length, insert: `${sent.length};` }, length));
        sent.push(performance.now());
      }, 8);
      // At a random moment.
      await new Promise((resolve) => setTimeout(resolve, 300 + moment() * 300));
      const at = performance.now();
      const end = deck.end('SIGKILL');
      clearInterval(typing);
      expect(await end).toBe('SIGKILL');
      page.dispose();

      const text = disk();
      expect(text.startsWith(HEAD)).toBe(true);
      // Whole: exactly the text at one moment of the typing.
      const rest = text.slice(HEAD.length);
      expect(typed().startsWith(rest) && (rest === '' || rest.endsWith(';'))).toBe(true);
      const kept = rest === '' ? 0 : rest.split(';').length - 1;
      expect(kept).toBeGreaterThan(0);
      lost.push(kept === sent.length ? 0 : at - sent[kept]!);
    }
    console.log(`lost, in ms: ${lost.map(Math.round).join(' ')}`);
    expect(Math.max(...lost)).toBeLessThanOrEqual(LOST_MS);
    // The next save removes what a kill left beside the file.
    deck = await startEdited();
    const page = await open();
    page.type(0, 'x');
    await expect.poll(disk).toMatch(/^x/);
    expect(readdirSync(dirname(PATH))).toEqual(['main.rs']);
    // Each start takes some seconds on a busy machine.
  }, 400_000);
});
