// The talk from recordings only, to the last slide, and the talk led from the speaker's page.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import {
  endBrowsers,
  isLast,
  mirrorIn,
  next,
  nextAndSee,
  nextUntil,
  openDeck,
  place,
  startBrowser,
  waitForText,
} from '../support/browser.ts';
import { endDecks, ROOT, startDeck } from '../support/deck.ts';

afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

const terminals = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('section.present deck-terminal')].map((terminal) =>
      terminal.getAttribute('state'),
    ),
  );

it('reaches its last slide with --network none, and shows the output of real runs', async () => {
  const deck = await startDeck(['--port', '4250', '--network', 'none']);
  const page = await openDeck(await startBrowser(), deck);

  await nextUntil(page, ({ demo }) => demo === 'process-tracker');
  await waitForText(page, 'process-tracker', 'tracker', /\$/);
  expect(await terminals(page)).toEqual(['replay', 'replay']);
  for (const seen of [/attached/, /INFO\s+ls\s/, /INFO\s+curl\s/, /INFO\s+python3\s/]) {
    await nextUntilText(page, 'process-tracker', 'tracker', seen);
  }
  // Generated, written, explained; then it runs.
  const runs = 'section.present [data-demo="ping-monitor"][data-step="run"]';
  await nextUntil(page, async () => (await page.locator(runs).count()) > 0);
  await nextUntilText(page, 'ping-monitor', 'laptop', /🔔 Someone is pinging us!/);
  await nextUntil(page, () => isLast(page));
  expect(page.faults).toEqual([]);
  expect(await deck.end()).toBe(0);
});

it('is led from the speaker’s page, and the audience’s page follows', async () => {
  const deck = await startDeck(['--port', '4250', '--network', 'none']);
  const context = await startBrowser({ width: 1600, height: 1000 });
  const audience = await openDeck(context, deck);
  const speaker = await context.newPage();
  await speaker.goto(new URL('/speaker', deck.address).href);
  await speaker.bringToFront();
  await speaker.waitForFunction(() => document.body.textContent.length > 200);
  await mirrorIn(speaker);

  const seen = new Set<string>();
  for (let presses = 0; presses < 150; presses++) {
    if (await isLast(audience)) break;
    await nextAndSee(speaker, audience);
    const { h, v } = await place(audience);
    seen.add(`${h}.${v}`);
  }
  expect(await isLast(audience)).toBe(true);
  expect(seen.size).toBeGreaterThanOrEqual(10);
  // The notes are on the speaker's page, and in no file that the audience's page has loaded.
  const words = noteWords();
  expect(words.length).toBeGreaterThanOrEqual(10);
  const loaded = await audience.evaluate(async () => {
    const urls = performance.getEntriesByType('resource').map(({ name }) => name);
    const texts = await Promise.all(urls.map(async (url) => (await fetch(url)).text().catch(() => '')));
    return [document.documentElement.outerHTML, ...texts].join('\n');
  });
  expect(words.filter((word) => loaded.includes(word))).toEqual([]);
});

/** Presses Next like a speaker: not again before the step's output had time to come. */
async function nextUntilText(page: Page, demo: string, pane: string, pattern: RegExp): Promise<void> {
  for (let presses = 0; presses < 12; presses++) {
    await next(page);
    if (await waitForText(page, demo, pane, pattern, 2000).catch(() => '')) return;
  }
  throw new Error(`${demo}.${pane} never showed ${pattern}`);
}

/** The first words of every slide's notes. */
function noteWords(): string[] {
  const dir = join(ROOT, 'slides');
  return readdirSync(dir)
    .filter((name) => /^\d+-.*\.md$/.test(name))
    .flatMap((name) => readFileSync(join(dir, name), 'utf8').split(/^-{2,3}$/m))
    .map((slide) => /^Note:\s*([\s\S]+)$/m.exec(slide)?.[1]?.trim() ?? '')
    .filter((note) => note !== '')
    .map((note) => note.replace(/^\*\*Say:\*\*\s*/, ''))
    .map((note) => /^[\w ,.;:]+/.exec(note)?.[0].slice(0, 60).trim() ?? '')
    .filter((words) => words.length > 12);
}
