// Hostile recordings in the real page: unreadable ones are left out, the rest is only drawn.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  endBrowsers,
  next,
  nextAndSee,
  nextUntil,
  place,
  startBrowser,
  terminalText,
} from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';

let deck: Deck;
let context: BrowserContext;
beforeAll(async () => {
  deck = await startDeck(['--port', '4990', '--network', 'none']);
  context = await startBrowser();
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
    origin: `http://127.0.0.1:${deck.port}`,
  });
});
afterAll(async () => {
  await endBrowsers();
  await endDecks();
});

const HEADER = '{"version":2,"width":97,"height":9,"timestamp":1,"kernel":"x","commit":"x","pane":"x"}';
const MARKER = '[0.1,"m","track"]';
const EVIL = [
  '\u001b]0;pwned\u0007',
  '\u001b]52;c;cHduZWQ=\u0007',
  '\u001b]52;c;?\u0007',
  '\u001b[6n\u001b[c',
  '\u001b]8;;javascript:document.title="pwned"\u001b\\LINK\u001b]8;;\u001b\\',
  '\u001b]133;D;0\u0007',
  '\u001b[8;500;500t',
  '<img src=x onerror="document.title=1">',
];

let slide = '';

/** Opens the demo's slide, with this text instead of its first pane's recording. */
async function withCast(body: string): Promise<Page & { faults: string[] }> {
  const page = Object.assign(await context.newPage(), { faults: [] as string[] });
  page.on('pageerror', (error) => page.faults.push(error.message));
  await page.route('**/casts/process-tracker.tracker.cast', (route) => route.fulfill({ body }));
  await page.goto(deck.address + slide);
  await page.waitForFunction(() =>
    Boolean((window as unknown as { deck?: { isReady(): boolean } }).deck?.isReady()),
  );
  await page.evaluate(() => navigator.clipboard.writeText('mine'));
  if (!slide) {
    await nextUntil(page, ({ demo }) => demo === 'process-tracker');
    const { h, v } = await place(page);
    slide = `#/${h}/${v}`;
  }
  return page;
}

it('draws what it can of hostile sequences, and nothing leaves the terminal', async () => {
  const events = EVIL.map((data, i) => JSON.stringify([0.2 + i / 100, 'o', data]));
  const page = await withCast([HEADER, MARKER, ...events, '[1,"o","\\r\\nthe end\\r\\n"]', ''].join('\n'));
  const title = await page.title();
  await next(page);
  await expect.poll(() => terminalText(page, 'process-tracker', 'tracker')).toMatch(/the end/);
  expect(await page.title()).toBe(title);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('mine');
  expect(await terminalText(page, 'process-tracker', 'tracker')).toContain('LINK');
  expect(await terminalText(page, 'process-tracker', 'tracker')).toContain('<img src=x');
  expect(await page.locator('section.present img[src="x"]').count()).toBe(0);
  expect(page.faults).toEqual([]);
  await page.close();
});

it.each([
  ['times that never come', [HEADER, MARKER, '[1e999,"o","x"]', '[1e999,"o","y"]'].join('\n')],
  ['an age between two lines', [HEADER, MARKER, '[0.2,"o","a"]', '[1e300,"o","the end\\r\\n"]'].join('\n')],
  ['a size of no screen', `${HEADER.replace('97', '1e9')}\n${MARKER}\n[0.2,"o","x"]`],
  ['a page instead of a recording', '<!doctype html><script>document.title="pwned"</script>'],
  [
    'many thousand marks',
    `${HEADER}\n${Array.from({ length: 20_000 }, (_, i) => `[${i / 1e5},"m","m${i}"]`).join('\n')}`,
  ],
])('goes on with %s', async (_name, body) => {
  const page = await withCast(body);
  const before = await place(page);
  const started = Date.now();
  for (let i = 0; i < 8; i++) {
    await nextAndSee(page);
  }
  expect(await place(page)).not.toEqual(before);
  // The page is not busy: nothing plays in a loop.
  const busy = await page.evaluate(async () => {
    const at = performance.now();
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 10));
    return performance.now() - at;
  });
  expect(busy).toBeLessThan(2000);
  expect(Date.now() - started).toBeLessThan(20_000);
  expect(await page.title()).not.toBe('pwned');
  expect(page.faults).toEqual([]);
  await page.close();
});
