// The same talk without a kernel: recordings in the same frames, to the last slide; and given from the speaker's page.
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import {
  endBrowsers,
  isLast,
  next,
  nextUntil,
  openDeck,
  place,
  startBrowser,
  waitForText,
} from './browser.ts';
import { endDecks, startDeck } from './deck.ts';

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

it('reaches its last slide with --network none, with what real runs showed', async () => {
  const deck = await startDeck(['--port', '4250', '--network', 'none']);
  const page = await openDeck(await startBrowser(), deck);

  await nextUntil(page, ({ demo }) => demo === 'process-tracker');
  await waitForText(page, 'process-tracker', 'tracker', /\$/);
  expect(await terminals(page)).toEqual(['replay', 'replay']);
  for (const seen of [/attached/, /INFO\s+ls\s/, /INFO\s+curl\s/, /INFO\s+python3\s/]) {
    await next(page);
    await waitForText(page, 'process-tracker', 'tracker', seen);
  }
  await nextUntil(page, ({ demo }) => demo === 'ping-monitor');
  for (let presses = 0; presses < 8; presses++) {
    await next(page);
    await page.waitForTimeout(150);
    if ((await place(page)).f === 3) break;
  }
  await next(page);
  await waitForText(page, 'ping-monitor', 'laptop', /🔔 Someone is pinging us!/);
  await nextUntil(page, () => isLast(page));
  expect(page.faults).toEqual([]);
  expect(await deck.end()).toBe(0);
});

it('is given from the speaker’s page, and the audience’s follows', async () => {
  const deck = await startDeck(['--port', '4250', '--network', 'none']);
  const context = await startBrowser({ width: 1600, height: 1000 });
  const audience = await openDeck(context, deck);
  const speaker = await context.newPage();
  await speaker.goto(new URL('/speaker', deck.address).href);
  await speaker.bringToFront();
  await speaker.waitForFunction(() => document.body.innerText.length > 200);
  await speaker.waitForTimeout(1000);

  const seen = new Set<string>();
  for (let presses = 0; presses < 150; presses++) {
    if (await isLast(audience)) break;
    await speaker.keyboard.press('PageDown');
    await speaker.waitForTimeout(120);
    const { h, v } = await place(audience);
    seen.add(`${h}.${v}`);
  }
  expect(await isLast(audience)).toBe(true);
  expect(seen.size).toBeGreaterThanOrEqual(10);
  // Notes are on the speaker's page, and nowhere in the audience's.
  const audienceHtml = await audience.content();
  expect(audienceHtml).not.toMatch(/class="notes"|<aside/);
});
