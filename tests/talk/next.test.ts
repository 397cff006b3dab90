// Next at a steady pace from the first slide to the last: each press is answered, and nothing is claimed that did
// not happen; without a network, live, and while the demos' builds are missing.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALL } from '../support/breadth.ts';
import { endBrowsers, isLast, openDeck, startBrowser } from '../support/browser.ts';
import { type Deck, endDecks, live, ROOT, startDeck } from '../support/deck.ts';
import { type Answer, claims, pressToTheEnd } from '../support/pressing.ts';
import { itAsRoot } from '../support/root.ts';
import { clearWorkingCopies } from '../support/working-copy.ts';

beforeEach(clearWorkingCopies);
afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

/** Milliseconds between two presses; the slow ones take minutes. */
const PACES = ALL ? [300, 1000, 3000] : [300];
const MOST_MS = 10 * 60_000;
const PORT = ['--port', '5260'];

function report(answers: Answer[]): void {
  const ms = answers.map(({ after }) => after ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const kinds = [...new Set(answers.map(({ what }) => what))];
  const words = kinds.map((kind) => `${answers.filter(({ what }) => what === kind).length} ${kind}`);
  const [median, most] = [ms[ms.length >> 1]!, ms.at(-1)!].map(Math.round);
  console.log(`${answers.length} presses: ${words.join(', ')}; answered after ${median} ms, at most ${most}`);
}

/** Goes through the whole talk at this pace. @returns the page at the last slide. */
async function give(deck: Deck, everyMs: number): Promise<Page & { faults: string[] }> {
  const page = await openDeck(await startBrowser(), deck);
  const answers = await pressToTheEnd(page, everyMs);
  report(answers);
  expect(answers.filter(({ after }) => after === null)).toEqual([]);
  expect(await isLast(page)).toBe(true);
  return page;
}

const marked = async (page: Page, mark: string) =>
  (await claims(page)).filter((claim) => claim.mark === mark).map(({ step }) => step);

describe.each(PACES)('Next every %i ms', (everyMs) => {
  it(
    'reaches the end from recordings, and ticks nothing',
    async () => {
      const deck = await startDeck([...PORT, '--network', 'none']);
      const page = await give(deck, everyMs);
      expect(await marked(page, 'tick')).toEqual([]);
      expect([...(await marked(page, 'dots')), ...(await marked(page, 'number'))]).toEqual([]);
      expect((await marked(page, 'hollow')).length).toBeGreaterThan(10);
      expect(page.faults).toEqual([]);
    },
    MOST_MS,
  );
});
