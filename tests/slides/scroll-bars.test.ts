// Scroll bars have the theme's colours, on every page and in both browsers: none is white in the dark.
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { sample } from '../support/breadth.ts';
import { endBrowsers, goToSlide, openDeck, startBrowser } from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { Display } from '../support/display.ts';
import { openWindow, type RealWindow } from '../support/real-window.ts';
import { until } from '../support/until.ts';

let deck: Deck;
let window: RealWindow | undefined;
let display: Display | undefined;

beforeAll(async () => {
  deck = await startDeck(['--port', '4470', '--network', 'none']);
});
afterEach(async () => {
  await window?.dispose();
  display?.dispose();
  await endBrowsers();
});
afterAll(endDecks);

/** The colours that the scroll bars of a page's elements would have. */
const colours = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const all = [...document.querySelectorAll('*')];
    return [...new Set(all.map((element) => getComputedStyle(element).scrollbarColor))];
  });

const COLOURS = {
  dark: 'rgb(108, 114, 124) rgb(16, 19, 24)',
  light: 'rgb(127, 135, 145) rgb(248, 250, 253)',
};

it.each(['dark', 'light'] as const)(
  'in the %s theme: notes, steps, editor, help, cheat sheet, remote',
  async (theme) => {
    const context = await startBrowser();
    await context.addInitScript((theme) => localStorage.setItem('deck-theme', theme), theme);
    const page = await openDeck(context, deck);
    await goToSlide(page, 'deck-editor');
    await page.waitForSelector('section.present deck-editor .cm-scroller');
    await page.keyboard.press('?');
    await page.waitForSelector('.deck-help[open]');
    expect(await colours(page)).toEqual([COLOURS[theme]]);
    for (const path of ['speaker', 'remote', 'cheat.html']) {
      await page.goto(new URL(path, deck.address).href);
      await page.waitForSelector('html[data-theme]');
      // Paper is white.
      const right = path === 'cheat.html' ? COLOURS.light : COLOURS[theme];
      expect([path, await colours(page)]).toEqual([path, [right]]);
    }
  },
);

it.each(sample(['chromium', 'firefox'] as const, 1))(
  '%s draws them so beside the speaker’s notes',
  async (browser) => {
    display = await Display.start('openbox');
    window = await openWindow(browser, display, '', { 'widget.gtk.overlay-scrollbars.enabled': false });
    await window.goto(deck.address);
    await until(() => window!.evaluate('window.deck?.isReady()').catch(() => false), 'the deck is not ready');
    await window.goto(new URL('/speaker', deck.address).href);
    await until(
      () => window!.evaluate('document.querySelector("#notes > p") !== null'),
      'there are no notes',
    );
    const bar = await window.evaluate<{ left: number; right: number; top: number; bottom: number }>(`(() => {
    const notes = document.querySelector('#notes');
    notes.insertAdjacentHTML('beforeend', '<p>more</p>'.repeat(60));
    const { top, bottom, left, right } = notes.getBoundingClientRect();
    return { left: left + notes.clientWidth, right, top, bottom };
  })()`);
    expect(bar.right - bar.left).toBeGreaterThan(4);
    const drawn = async () => {
      const { width, data } = PNG.sync.read(await window!.picture());
      let lightest = 0;
      for (let y = Math.ceil(bar.top); y < Math.floor(bar.bottom); y++) {
        for (let x = Math.ceil(bar.left); x < Math.floor(bar.right); x++) {
          lightest = Math.max(lightest, data[4 * (y * width + x)]!);
        }
      }
      return lightest;
    };
    // The thumb is #6c727c on #101318; arrows, where a browser has them, may be a little lighter.
    await until(async () => (await drawn()) >= 0x60, 'there is no thumb');
    expect(await drawn()).toBeLessThan(0xb0);
  },
);
