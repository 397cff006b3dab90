// The remote on a phone, in real Chromium with a touch screen: it leads through a demo, at every size.
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endBrowsers, openDeck, place, startBrowser, waitForText } from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { tokensOf } from '../support/tokens.ts';

const SHARED = '127.0.0.2';
const SIZES = [
  { width: 360, height: 640 },
  { width: 640, height: 360 },
  { width: 412, height: 915 },
  { width: 820, height: 1180 },
  { width: 1180, height: 820 },
];

let deck: Deck;
let phone: BrowserContext;
beforeEach(async () => {
  deck = await startDeck(['--port', '4950', '--network', 'none', '--share', SHARED]);
  await deck.line(/^remote /);
  phone = await startBrowser(SIZES[0], { touch: true });
});
afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

async function openRemote(): Promise<Page & { faults: string[] }> {
  const page = Object.assign(await phone.newPage(), { faults: [] as string[] });
  page.on('pageerror', (error) => page.faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()));
  const link = deck.lines.find((line) => line.startsWith('remote '))!.slice('remote '.length);
  await page.goto(link);
  await page.waitForSelector('#next:enabled');
  return page;
}
/** Presses a button; not faster than a person, since the deck refuses that. */
async function tap(page: Page, id: 'next' | 'previous' | 'failover'): Promise<void> {
  await page.tap(`#${id}`);
  await page.waitForTimeout(260);
}

const words = (page: Page, id: string) => page.locator(`#${id}`).textContent();

it('leads to a demo’s steps and back, and stays with the recording where nothing is live', async () => {
  const speaker = await openDeck(await startBrowser(), deck);
  const remote = await openRemote();
  expect(new URL(remote.url()).pathname + new URL(remote.url()).search).toBe('/remote');
  expect(await words(remote, 'link')).toBe('connected');
  const slides = () =>
    speaker.evaluate(() => {
      const { deck } = window as unknown as {
        deck: { getTotalSlides(): number; getSlidePastCount(): number };
      };
      return { total: deck.getTotalSlides(), index: deck.getSlidePastCount() + 1 };
    });
  const { total } = await slides();
  expect(await words(remote, 'place')).toBe(`1 / ${total}`);

  const demoOf = async () => (await place(speaker)).demo;
  for (let presses = 0; (await demoOf()) !== 'process-tracker'; presses++) {
    expect(presses).toBeLessThan(60);
    const before = await place(speaker);
    await tap(remote, 'next');
    await expect.poll(() => place(speaker)).not.toEqual(before);
  }
  await speaker.waitForSelector('section.present deck-terminal[pane="tracker"][state="replay"]');
  await expect.poll(() => words(remote, 'section')).toBe('Process tracker');
  const { index } = await slides();
  expect(await words(remote, 'place')).toBe(`${index} / ${total}`);

  // One press runs the step, like the deck's own Next: here from its recording.
  await tap(remote, 'next');
  await waitForText(speaker, 'process-tracker', 'tracker', /attached/);
  const { f } = await place(speaker);
  await tap(remote, 'previous');
  await expect.poll(async () => (await place(speaker)).f).toBe(f - 1);

  // Nothing is live here, so that an empty pane would come in the recording's place.
  await tap(remote, 'failover');
  await expect.poll(() => speaker.locator('.deck-hint').textContent()).toBe('live is not available here');
  expect(await speaker.locator('section.present deck-terminal[state="replay"]').count()).toBe(2);
  expect([...speaker.faults, ...remote.faults]).toEqual([]);
});

it('shows when no deck is open, and when the server is gone', async () => {
  const remote = await openRemote();
  await remote.tap('#next');
  await expect.poll(() => words(remote, 'said')).toBe('no deck is open');
  await deck.end();
  await expect.poll(() => words(remote, 'link')).toBe('reconnecting');
  expect(await remote.locator('button:disabled').count()).toBe(3);
  deck = await startDeck(['--port', '4950', '--network', 'none', '--share', SHARED]);
  await expect.poll(() => words(remote, 'link'), { timeout: 20_000 }).toBe('connected');
});

it('counts a bouncing finger as one press, and moves the deck by one', async () => {
  const speaker = await openDeck(await startBrowser(), deck);
  const remote = await openRemote();
  const first = await place(speaker);
  await remote.evaluate(() => {
    const button = document.getElementById('next') as HTMLButtonElement;
    for (let i = 0; i < 3; i++) button.click();
  });
  await expect.poll(() => place(speaker)).not.toEqual(first);
  // One press back leads to the start: the three taps were one press.
  await remote.tap('#previous');
  await expect.poll(() => place(speaker)).toEqual(first);
});

it('fits every phone and tablet, with buttons large enough for a thumb', async () => {
  const remote = await openRemote();
  for (const size of SIZES) {
    await remote.setViewportSize(size);
    const found = await remote.evaluate(() => ({
      scrolls:
        document.documentElement.scrollWidth > innerWidth ||
        document.documentElement.scrollHeight > innerHeight,
      boxes: [...document.querySelectorAll('button, header, main')].map((element) => {
        const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
        return {
          inside: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight,
          button: element.localName === 'button',
          width,
          height,
        };
      }),
    }));
    expect([size, found.scrolls]).toEqual([size, false]);
    for (const box of found.boxes) {
      expect([size, box.inside]).toEqual([size, true]);
      // 48 CSS px is the least that a thumb hits (WCAG 2.5.5 requires 44).
      if (box.button) expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(48);
    }
    if (process.env.SHOTS) {
      await remote.screenshot({ path: `${process.env.SHOTS}/remote-${size.width}.png` });
    }
  }
});

it('loads no slides, no terminal and no notes', async () => {
  const page = await phone.newPage();
  const paths: string[] = [];
  page.on('response', (response) => paths.push(`${response.status()} ${new URL(response.url()).pathname}`));
  await page.goto(`http://${SHARED}:${deck.port}/?token=${tokensOf(deck).remote}`);
  await page.waitForSelector('#next:enabled');
  expect(paths.filter((path) => !/^(200|303|304) /.test(path))).toEqual([]);
  expect(paths.some((path) => /virtual_deck|screen|palette|content|speaker|\.cast/.test(path))).toBe(false);
});
