// The whole deck by keys alone: slides, terminals, overlays, and what a screen reader announces.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { endBrowsers, isLast, nextUntil, openDeck, place, startBrowser } from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';

let deck: Deck;
let page: Page & { faults: string[] };
beforeAll(async () => {
  deck = await startDeck(['--port', '4250', '--network', 'none']);
  page = await openDeck(await startBrowser(), deck);
});
beforeEach(async () => {
  await page.keyboard.press('Control+Alt+ArrowUp');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Home');
});
afterAll(async () => {
  await endBrowsers();
  await endDecks();
});

/** What has the focus: a terminal by its pane, a link by its words, else the element's name. */
const focus = () =>
  page.evaluate(() => {
    const at = document.activeElement;
    const pane = at?.closest('deck-terminal')?.getAttribute('pane');
    return pane
      ? `terminal ${pane}`
      : at?.localName === 'a'
        ? `link ${at.textContent}`
        : (at?.localName ?? '');
  });
const announced = () => page.evaluate(() => document.querySelector('.deck-announce')?.textContent ?? '');
const shown = (selector: string) =>
  page.evaluate((s) => document.querySelector(s)?.checkVisibility() ?? false, selector);

/** Goes to the first demo, with its recordings open. */
async function toDemo(): Promise<void> {
  await nextUntil(page, ({ demo }) => demo === 'process-tracker');
  await page.waitForFunction(
    () => document.querySelectorAll('section.present deck-terminal[state="replay"] textarea').length === 2,
  );
}

it('goes from the first slide to the last and back, and loses no focus on the way', async () => {
  const forth: string[] = [];
  const where = async () => {
    const { h, v, f } = await place(page);
    expect(await focus()).toBe('body');
    return `${h}.${v}.${f}`;
  };
  // While a recording plays, a press completes it and moves nothing.
  await nextUntil(
    page,
    async () => {
      const now = await where();
      if (forth.at(-1) !== now) forth.push(now);
      return isLast(page);
    },
    200,
  );
  expect(forth.length).toBeGreaterThan(30);
  expect(forth[0]).toBe('0.0.-1');
  const back: string[] = [];
  for (let presses = 0; presses < forth.length; presses++) {
    back.push(await where());
    await page.keyboard.press('ArrowLeft');
  }
  expect(back.reverse()).toEqual(forth);
  await page.keyboard.press('End');
  expect(await where()).toBe(forth.findLast((at) => at.endsWith('-1')));
});

it('Tab goes into a terminal with a frame that shows it, Ctrl+Alt+↑ out of it, Tab into the next', async () => {
  await toDemo();
  const border = (pane: string) =>
    page.evaluate((pane) => {
      const frame = document.querySelector(
        `section.present deck-terminal[pane="${pane}"] .deck-terminal-frame`,
      )!;
      return getComputedStyle(frame).borderTopColor;
    }, pane);
  const idle = await border('tracker');
  await page.keyboard.press('Tab');
  expect(await focus()).toBe('terminal tracker');
  expect(await border('tracker')).not.toBe(idle);
  expect(await border('shell')).toBe(idle);

  for (const leave of ['Control+Alt+ArrowUp', 'Shift+Escape']) {
    await page.keyboard.press(leave);
    expect(await focus()).toBe('body');
    expect(await border('tracker')).toBe(idle);
    // Its transcript, its cells, then the next terminal's.
    while ((await focus()) !== 'terminal shell') await page.keyboard.press('Tab');
    while ((await focus()) !== 'terminal tracker') await page.keyboard.press('Shift+Tab');
  }

  // A clicker's key works inside a terminal, too; leaving the slide leaves the terminal.
  await page.keyboard.press('F7');
  expect(await shown('section.present deck-terminal[pane="tracker"][enlarged]')).toBe(true);
  expect(await focus()).toBe('terminal tracker');
  await page.keyboard.press('F7');
  await nextUntil(page, ({ demo }) => demo !== 'process-tracker');
  expect(await focus()).toBe('body');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowLeft');
});

it('a recorded pane takes no keys: the deck’s own work in it, and Tab goes on', async () => {
  await toDemo();
  await page.keyboard.press('Tab');
  expect(await focus()).toBe('terminal tracker');
  const paused = () => page.evaluate(() => document.querySelector('.reveal')!.classList.contains('paused'));
  await page.keyboard.press('b');
  expect(await paused()).toBe(true);
  await page.keyboard.press('Escape');
  expect(await paused()).toBe(false);
  const full = () => page.evaluate(() => document.fullscreenElement !== null);
  for (const key of ['f', 'F11']) {
    await page.keyboard.press(key);
    await expect.poll(full).toBe(true);
    await page.keyboard.press('F11');
    await expect.poll(full).toBe(false);
  }
  await page.keyboard.press('?');
  expect(await shown('.deck-help')).toBe(true);
  await page.keyboard.press('Escape');
  expect(await shown('.deck-help')).toBe(false);
  expect(await focus()).toBe('terminal tracker');

  while ((await focus()) !== 'terminal shell') await page.keyboard.press('Tab');
  const before = await place(page);
  await page.keyboard.press('q');
  expect(await place(page)).not.toEqual(before);
  expect(await focus()).toBe('body');
});

it('opens and closes the keys, the blank screen and the questions, and the focus stays', async () => {
  await toDemo();
  await page.keyboard.press('?');
  expect(await shown('.deck-help')).toBe(true);
  expect(await page.locator('.deck-help').textContent()).toMatch(/Tab.*terminal/);
  await page.keyboard.press('Escape');
  expect(await shown('.deck-help')).toBe(false);
  expect(await focus()).toBe('body');
  await page.keyboard.press('?');
  await page.keyboard.press('?');
  expect(await shown('.deck-help')).toBe(false);

  await page.keyboard.press('b');
  expect(await page.evaluate(() => document.querySelector('.reveal')!.classList.contains('paused'))).toBe(
    true,
  );
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => document.querySelector('.reveal')!.classList.contains('paused'))).toBe(
    false,
  );

  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const first = await theme();
  await page.keyboard.press('t');
  expect(await theme()).not.toBe(first);
  await page.keyboard.press('t');

  await page.keyboard.press('q');
  expect(await page.evaluate(() => document.querySelector('section.present')!.id)).toBe('questions');
  expect(await focus()).toBe('body');
  expect(page.faults).toEqual([]);
});

it('Tab reaches only what can be used on the current slide, each with a visible ring', async () => {
  const slides = await page.evaluate(() =>
    (window as unknown as { deck: { getTotalSlides(): number } }).deck.getTotalSlides(),
  );
  expect(slides).toBeGreaterThan(10);
  for (let slide = 0; slide < slides; slide++) {
    await nextUntil(page, async () => (await currentSlide()) === slide);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement!;
      const style = getComputedStyle(element);
      return {
        outside: element !== document.body && !element.closest('section.present'),
        // Terminals and editors have the ring on their frame.
        ring: element.matches('body, textarea, .cm-content') || style.outlineStyle !== 'none',
      };
    });
    expect(at).toEqual({ outside: false, ring: true });
    await page.keyboard.press('Control+Alt+ArrowUp');
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  }
});

const currentSlide = () =>
  page.evaluate(() => {
    const { deck } = window as unknown as { deck: { getSlidePastCount(): number } };
    return deck.getSlidePastCount();
  });

it('announces each slide and fragment once it is shown, and nothing that is hidden', async () => {
  // The first words of each fragment that Next will show on this slide.
  const coming = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('section.present .fragment:not(.visible, svg *, deck-steps *)')]
        .sort(
          (a, b) =>
            Number(a.getAttribute('data-fragment-index')) - Number(b.getAttribute('data-fragment-index')),
        )
        .map((fragment) => document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT))
        .map((texts) => {
          while (texts.nextNode()) if (texts.currentNode.nodeValue?.trim()) break;
          return texts.currentNode.nodeValue?.trim().replace(/\s+/g, ' ') ?? '';
        })
        .filter((words) => words.length > 3),
    );
  await nextUntil(page, async () => (await coming()).length > 0);
  const hidden = await coming();
  const title = await page.evaluate(() => document.querySelector('section.present h2')!.textContent!);
  expect(await announced()).toContain(title);
  for (const words of hidden) expect(await announced()).not.toContain(words);
  await nextUntil(page, async () => (await coming()).length < hidden.length);
  expect(await announced()).toContain(hidden[0]);

  await page.keyboard.press('Home');
  await nextUntil(page, () => page.evaluate(() => Boolean(document.querySelector('section.present svg'))));
  const label = await page.evaluate(
    () => document.querySelector('section.present svg')!.getAttribute('aria-label')!,
  );
  expect(label.length).toBeGreaterThan(20);
  expect(await announced()).toContain(label);

  await toDemo();
  expect(await announced()).toContain('Terminal');
  // Reveal's own live region, which announces hidden text, is gone.
  expect(await page.locator('[aria-live]:not(.deck-announce):not(.xterm *)').count()).toBe(0);
});
