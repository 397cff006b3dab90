// Files on slides in real Chromium: which lines are in sight, where a click puts the caret, and where faults
// are shown. Typing is in editor.test.ts.
import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { endBrowsers, openDeck, type Size, startBrowser } from '../support/browser.ts';
import { drawn } from '../support/cells.ts';
import type { Deck } from '../support/deck.ts';
import { endEdited, PATH, reset, resetToCrate, startEdited, TEMPLATE, textAfter } from '../support/edited.ts';
import {
  clickAt,
  type DeckEditor,
  EDITOR,
  isLive,
  open,
  placeOf,
  shows,
  text,
  word,
} from '../support/edited-page.ts';
import { Mouse } from '../support/mouse.ts';
import { drawFrom, randomFrom } from '../support/random.ts';

let deck: Deck;

afterEach(endBrowsers);
afterAll(endEdited);
beforeAll(async () => {
  deck = await startEdited();
});
beforeEach(() => reset(deck));

const head = (page: Page) =>
  page.evaluate((s) => (document.querySelector(s) as DeckEditor).view.state.selection.main.head, EDITOR);
/** How far the code is scrolled and how much of it is shown, in lines. */
const sight = (page: Page) =>
  page.evaluate((s) => {
    const scroller = document.querySelector(`${s} .cm-scroller`)!;
    const row = Number.parseFloat(getComputedStyle(scroller).getPropertyValue('--code-row'));
    return { top: scroller.scrollTop / row, rows: scroller.clientHeight / row };
  }, EDITOR);

/** Whether the line with these words is in sight; only the space above and below its letters may be cut. */
const isSeen = (page: Page, words: string) =>
  page.evaluate(
    ([s, words]) => {
      const line = [...document.querySelectorAll(`${s} .cm-line`)].find((line) =>
        line.textContent!.includes(words!),
      );
      const box = document.querySelector(`${s} .deck-terminal-box`)!.getBoundingClientRect();
      const rect = line?.getBoundingClientRect();
      return rect !== undefined && rect.top > box.top - 3 && rect.bottom < box.bottom + 3;
    },
    [EDITOR, words] as const,
  );

it('keeps its lines in sight when the window changes its size, and the last change when the type does', async () => {
  const lines = Array.from({ length: 80 }, (_, i) => `// line ${i + 1}\n`);
  writeFileSync(PATH, lines.join(''));
  const page = await open(deck, { width: 1280, height: 720 });
  await shows(page, lines.join(''));
  const scrollTo = (top: number) =>
    page.evaluate(
      ([s, top]) => {
        const scroller = document.querySelector(`${s} .cm-scroller`)!;
        const row = Number.parseFloat(getComputedStyle(scroller).getPropertyValue('--code-row'));
        scroller.scrollTop = (top as number) * row;
      },
      [EDITOR, top] as const,
    );
  // As while a window is dragged: CodeMirror measures after the slide has its new size, but before the code has.
  await page.evaluate((s) => {
    window.addEventListener('resize', () => {
      const { view } = document.querySelector(s) as DeckEditor;
      view.requestMeasure();
      view.lineBlockAtHeight(0);
    });
  }, EDITOR);
  const atTop = async () => (await sight(page)).top;
  // The last place is near the end, where a browser limits the scrolling.
  for (const top of [0, 21, 40.5, 64]) {
    await page.setViewportSize({ width: 1280, height: 720 });
    await drawn(page);
    await scrollTo(top);
    for (const [width, height] of [
      [1920, 1080],
      [1024, 768],
      [640, 480],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height });
      await drawn(page);
      expect(Math.abs((await atTop()) - top), `${top} at ${width} × ${height}`).toBeLessThan(0.15);
    }
  }
  // Another program changes line 50; in larger type fewer lines are in sight, and this must be one of them.
  await scrollTo(37);
  writeFileSync(PATH, lines.with(49, '// changed\n').join(''));
  await expect.poll(() => text(page)).toContain('changed');
  await expect.poll(() => isSeen(page, 'changed')).toBe(true);
  for (const rows of [16 / 1.25, 16 / 1.5, 8]) {
    await page.evaluate((s) => (document.querySelector(s) as DeckEditor).magnify(1), EDITOR);
    await expect.poll(async () => (await sight(page)).rows).toBeCloseTo(rows, 1);
    await drawn(page);
    expect(await isSeen(page, 'changed')).toBe(true);
  }
});

it('keeps a change in sight when warnings appear above it, in few rows', async () => {
  await resetToCrate(deck);
  writeFileSync(PATH, textAfter('help'));
  const page = await openDeck(await startBrowser(), deck, '#/2');
  await isLive(page);
  const words = page.locator(`${EDITOR} .code-words`);
  await expect.poll(() => words.allTextContents(), { timeout: 60_000 }).toHaveLength(1);
  writeFileSync(PATH, textAfter('silence'));
  await shows(page, textAfter('silence'));
  await expect.poll(() => words.allTextContents(), { timeout: 60_000 }).toHaveLength(2);
  await drawn(page);
  expect(await isSeen(page, "'.'")).toBe(true);
  // So does a page that opens later.
  await page.reload();
  await isLive(page);
  await expect.poll(() => words.allTextContents(), { timeout: 60_000 }).toHaveLength(2);
  await drawn(page);
  expect(await isSeen(page, "'.'")).toBe(true);
});

it('shows the compiler’s words about this very text, below its line', async () => {
  await resetToCrate(deck);
  const page = await open(deck);
  await expect.poll(() => word(page), { timeout: 60_000 }).toBe('compiles');
  const at = TEMPLATE.indexOf('greeting());');
  await clickAt(page, at);
  await page.keyboard.type('x');
  await expect.poll(() => word(page), { timeout: 60_000 }).toBe('1 error');
  const words = page.locator(`${EDITOR} .code-words`);
  expect(await words.allTextContents()).toEqual([
    expect.stringMatching(/^error: cannot find function `xgreeting` in this scope.*\[E0425\]$/),
  ]);
  const line = page.locator(`${EDITOR} .cm-line`, { hasText: 'xgreeting' });
  const [code, below] = [await line.boundingBox(), await words.boundingBox()];
  expect(Math.abs(code!.y + code!.height - below!.y)).toBeLessThan(2);
  expect(await page.locator(`${EDITOR} .code-fault-error`).allTextContents()).toEqual(['xgreeting']);
  // From the first key on, nothing about the old text is shown.
  await page.keyboard.press('Backspace');
  expect(await words.count()).toBe(0);
  expect(await word(page)).not.toMatch(/error|compiles/);
  await expect.poll(() => word(page), { timeout: 60_000 }).toBe('compiles');
});

it.each<Size>([
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 1024, height: 768 },
])('places the caret exactly where it was clicked, at $width × $height', async (size) => {
  writeFileSync(PATH, textAfter('help'));
  const page = await open(deck, size);
  await shows(page, textAfter('help'));
  const mouse = await Mouse.of(page);
  const draw = drawFrom(randomFrom(size.width));
  const wrong: string[] = [];
  for (let n = 0; n < 30; ) {
    const at = draw.whole(0, textAfter('help').length - 1);
    const place = /[\n\ud800-\udfff]/.test(textAfter('help')[at]!) ? undefined : await placeOf(page, at);
    if (!place) continue;
    n++;
    await mouse.click(place);
    const caret = await page.evaluate(async (s) => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const rect = document.querySelector(`${s} .cm-cursor-primary`)!.getBoundingClientRect();
      return rect.left + rect.width / 2;
    }, EDITOR);
    const found = await head(page);
    if (found !== at) wrong.push(`clicked before ${at}, the caret is at ${found}`);
    if (Math.abs(caret - place.left) > 1.5) wrong.push(`at ${at} it is drawn ${caret - place.left} px off`);
  }
  expect(wrong).toEqual([]);
});
