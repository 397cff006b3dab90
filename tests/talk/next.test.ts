// Next at a steady pace from the first slide to the last: each press is answered, and nothing is claimed that did
// not happen; without a network, live, and while the demos' builds are missing.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { ALL, sample } from '../support/breadth.ts';
import { endBrowsers, goToSlide, isLast, openDeck, startBrowser } from '../support/browser.ts';
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

/** The commands that the rails tick, by pane, whose pane never showed them typed; an edit has no command. */
async function falselyTicked(page: Page): Promise<string[]> {
  const ticked = (await claims(page)).filter(({ mark, command }) => mark === 'tick' && command !== '');
  const texts = new Map<string, string>();
  for (const slide of await page.$$('section:has(deck-steps)')) {
    const selector = await slide.evaluate((it) => {
      const step = it.querySelector<HTMLElement>('.deck-step')!;
      return `[data-demo="${step.dataset.demo}"][data-step="${step.dataset.step}"]`;
    });
    await goToSlide(page, selector);
    await page.waitForFunction(() =>
      [...document.querySelectorAll('section.present deck-terminal')].every((pane) =>
        ['live', 'exited'].includes(pane.getAttribute('state') ?? ''),
      ),
    );
    const panes = await page.$$eval('section.present deck-terminal', (panes) =>
      panes.map((pane) => [pane.getAttribute('demo'), (pane as unknown as { text: string }).text]),
    );
    for (const [demo, text] of panes) texts.set(demo!, `${texts.get(demo!) ?? ''}\n${text}`);
  }
  return ticked
    .filter(({ step, command }) => {
      const text = texts.get(step.split('.')[0]!) ?? '';
      return !['$', '#'].some((prompt) => text.includes(`${prompt} ${command}`));
    })
    .map(({ step }) => step);
}

/** A deck whose builds are missing, on a machine so slow that it builds them while the whole talk is given. */
function withoutBuilds(): string[] {
  const folders = ['bpf/process-tracker/target', 'bpf/ping-monitor/target', '.cache/build'];
  const hide = folders.map((folder) => `mkdir -p ${folder} && mount -t tmpfs none ${folder}`).join(' && ');
  return ['unshare', '--mount', 'sh', '-c', `${hide} && exec "$@"`, 'deck', process.execPath, 'start.mjs'];
}

/** How the deck is when the talk is given, and what must be true at its end. */
const DECKS = {
  async 'from recordings, and ticks nothing'(everyMs: number) {
    const deck = await startDeck([...PORT, '--network', 'none']);
    const page = await give(deck, everyMs);
    expect(await marked(page, 'tick')).toEqual([]);
    expect([...(await marked(page, 'dots')), ...(await marked(page, 'number'))]).toEqual([]);
    expect((await marked(page, 'hollow')).length).toBeGreaterThan(10);
    expect(page.faults).toEqual([]);
  },
  async 'live, and ticks only what ran'(everyMs: number) {
    const deck = await startDeck(PORT);
    await live(deck);
    const page = await give(deck, everyMs);
    expect((await marked(page, 'tick')).length).toBeGreaterThan(0);
    expect(await falselyTicked(page)).toEqual([]);
    expect(page.faults).toEqual([]);
  },
  async 'while the builds are missing, and ticks nothing'(everyMs: number) {
    const deck = await startDeck(PORT, {
      command: withoutBuilds(),
      env: { ...process.env, CARGO_BUILD_JOBS: '1', RUSTC_WRAPPER: join(ROOT, 'tests/support/slowly.sh') },
    });
    const page = await give(deck, everyMs);
    expect(deck.lines.filter((line) => /^live /.test(line))).toEqual([]);
    expect(await marked(page, 'tick')).toEqual([]);
    expect((await marked(page, 'hollow')).length).toBeGreaterThan(10);
    expect(page.faults).toEqual([]);
  },
};

describe.each(PACES)('Next every %i ms reaches the end', (everyMs) => {
  // Each takes half a minute at the quickest pace, so that a day has one of them.
  for (const [name, check] of sample(Object.entries(DECKS), 1)) itAsRoot(name, () => check(everyMs), MOST_MS);
});
