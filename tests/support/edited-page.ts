// One editor of the talk in tests/support/edited, in a real browser; edited.ts has the deck and its files.
import type { Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openDeck, type Size, startBrowser } from './browser.ts';
import type { Deck } from './deck.ts';
import { Mouse } from './mouse.ts';

export const EDITOR = 'section.present deck-editor';
export const SLIDE = '#/1';

type View = Page | Frame;
export type DeckEditor = HTMLElement & {
  text: string;
  magnify(direction: 1 | -1): void;
  view: {
    state: { selection: { main: { head: number; from: number; to: number } } };
    requestMeasure(): void;
    lineBlockAtHeight(height: number): unknown;
  };
};

export const text = (page: View) =>
  page.evaluate((s) => (document.querySelector(s) as DeckEditor | null)?.text, EDITOR);
export const word = (page: View) => page.locator(`${EDITOR} .deck-terminal-word`).textContent();
export const isLive = (page: View) => page.waitForSelector(`${EDITOR}[state="live"]`);
export const shows = (page: View, wanted: string) => expect.poll(() => text(page)).toBe(wanted);

export async function open(deck: Deck, size?: Size): Promise<Page & { faults: string[] }> {
  const page = await openDeck(await startBrowser(size), deck, SLIDE);
  await isLive(page);
  return page;
}

/** Clicks into the code before the character at an offset. */
export async function clickAt(page: Page, at: number): Promise<void> {
  const mouse = await Mouse.of(page);
  await mouse.click((await placeOf(page, at))!);
}

/**
 * Where the browser draws a character: a point in its left half, or undefined when it is not in sight.
 */
export function placeOf(page: Page, at: number): Promise<{ x: number; y: number; left: number } | undefined> {
  return page.evaluate(
    ([selector, at]) => {
      const editor = document.querySelector(selector as string) as DeckEditor;
      const lines = editor.text.slice(0, at as number).split('\n');
      const row = [...editor.querySelectorAll('.cm-line')][lines.length - 1];
      let left = lines.at(-1)!.length;
      const walker = document.createTreeWalker(row!, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const length = node.textContent!.length;
        if (left < length) {
          const range = document.createRange();
          range.setStart(node, left);
          range.setEnd(node, left + 1);
          const rect = range.getBoundingClientRect();
          const box = editor.querySelector('.deck-terminal-box')!.getBoundingClientRect();
          if (rect.top < box.top || rect.bottom > box.bottom) return undefined;
          return { x: rect.left + rect.width * 0.3, y: (rect.top + rect.bottom) / 2, left: rect.left };
        }
        left -= length;
      }
      return undefined;
    },
    [EDITOR, at] as const,
  );
}
