// Where a terminal's cells are drawn, from the browser's own text layout rather than from xterm.
import type { Page } from 'playwright-core';
import { sample } from './breadth.ts';
import type { Size } from './browser.ts';

/** A talk's slide is this large, in CSS pixels; deck/main.ts sets it. */
const SLIDE = { width: 1920, height: 1080 };

/** Scales of the deck, from a small window to 4K; 0.64, 1.48 and 1.97 are those that failed with xterm scaled. */
export const SCALES = [0.5, 0.64, 0.75, 1, 1.25, 1.48, 1.97, 2] as const;

/** A sample of them for slow tests; all with --all, or with `DECK_SCALES=all` in the environment. */
export const SAMPLED: readonly number[] = process.env.DECK_SCALES === 'all' ? SCALES : sample(SCALES, 2);

/** Device pixels per CSS pixel. */
export const RATIOS = [1, 1.25, 2] as const;

/** The smallest window in which reveal.js draws the slides at `scale`. */
export function windowFor(scale: number): Size {
  return { width: Math.ceil(SLIDE.width * scale), height: Math.ceil(SLIDE.height * scale) };
}

/** Resizes the window, and waits until the deck is laid out and drawn at `scale`. */
export async function scaleTo(page: Page, scale: number): Promise<void> {
  await page.setViewportSize(windowFor(scale));
  await page.waitForFunction(
    (scale) =>
      Math.abs((window as unknown as { deck: { getScale(): number } }).deck.getScale() - scale) < 0.006,
    scale,
  );
  await drawn(page);
}

/** Waits two frames: for the layout, xterm's own redraw, and the drawing of both. */
export function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let frames = 4;
        const next = () => (--frames > 0 ? requestAnimationFrame(next) : resolve());
        requestAnimationFrame(next);
      }),
  );
}

/** Edges of columns and rows in CSS pixels of the window; one more than there are columns and rows. */
export type Cells = {
  x: number[];
  y: number[];
  /** The part of the terminal that its box doesn't hide. */
  box: { left: number; top: number; right: number; bottom: number };
  /** Device pixels per CSS pixel. */
  ratio: number;
};

/**
 * The cells of a pane on the current slide. Its first row must be full of single-width characters; in every other row
 * without wide ones, the characters must be below those of the first.
 */
export function cellsOf(page: Page, pane: string): Promise<Cells> {
  return page.evaluate((pane) => {
    const host = document.querySelector(`section.present deck-terminal[pane="${pane}"]`)!;
    const rows = [...host.querySelectorAll('.xterm-rows > div')];
    const edges = (row: Element) => {
      const x: number[] = [];
      const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      for (let text = walker.nextNode() as Text | null; text; text = walker.nextNode() as Text | null) {
        for (let i = 0; i < text.length; i++) {
          const range = document.createRange();
          range.setStart(text, i);
          range.setEnd(text, i + 1);
          const { left, right } = range.getBoundingClientRect();
          x[x.length === 0 ? 0 : x.length - 1] = left;
          x.push(right);
        }
      }
      return x;
    };
    const x = edges(rows[0]!);
    for (const [n, row] of rows.entries()) {
      // A wide character takes two cells.
      if (/[^\x20-\x7e\xa0\u2500-\u257f]/.test(row.textContent ?? '')) continue;
      const off = edges(row).findIndex((edge, i) => Math.abs(edge - x[i]!) > 0.5);
      if (off >= 0) throw new Error(`row ${n}, column ${off} is not below that of the first row`);
    }
    const y = rows.map((row) => row.getBoundingClientRect().top);
    y.push(rows.at(-1)!.getBoundingClientRect().bottom);
    const { left, top, right, bottom } = host.querySelector('.deck-terminal-box')!.getBoundingClientRect();
    return { x, y, box: { left, top, right, bottom }, ratio: window.devicePixelRatio };
  }, pane);
}

/** A place for the pointer: a device pixel, in CSS pixels of the window. */
export type Point = { x: number; y: number };

/**
 * Chromium rounds the place of a mouse event down to whole CSS pixels (only PointerEvent has fractions), so less than a
 * pixel after an edge, a page can't know on which side the mouse is.
 */
const UNKNOWN_BEHIND = 1;

/** The browser rounds each row's height down to 64ths of a pixel (Blink's LayoutUnit); xterm doesn't. */
const ROW_ROUNDING = 1 / 64;

/** Whether a page can know the cell of a place, and the half of the cell. */
export function isCertain(cells: Cells, { x, y }: Point): boolean {
  const apart = (at: number, edge: number, behind: number) => at - edge < -0.1 || at - edge > behind;
  const middles = cells.x.slice(1).map((edge, i) => (cells.x[i]! + edge) / 2);
  return (
    [...cells.x, ...middles].every((edge) => apart(x, edge, UNKNOWN_BEHIND)) &&
    cells.y.every((edge, row) => apart(y, edge, UNKNOWN_BEHIND + row * ROW_ROUNDING))
  );
}

/** The device pixel at a fraction of a cell, 0 to 1 from its left and upper edges. */
export function pointIn(cells: Cells, col: number, row: number, part: { x: number; y: number }): Point {
  const at = (edges: number[], n: number, part: number) => {
    const css = edges[n]! + part * (edges[n + 1]! - edges[n]!);
    return Math.floor(css * cells.ratio) / cells.ratio;
  };
  return { x: at(cells.x, col, part.x), y: at(cells.y, row, part.y) };
}

/** The cell at a place: the last one whose edge is not after it. */
export function cellAt(cells: Cells, { x, y }: Point): { col: number; row: number } {
  return { col: lastAt(cells.x, x), row: lastAt(cells.y, y) };
}

/** The edge between columns that is next to a place: in a cell's left half its left edge, else its right one. */
export function edgeAt(cells: Cells, x: number): number {
  const { col } = cellAt(cells, { x, y: cells.y[0]! });
  return x < (cells.x[col]! + cells.x[col + 1]!) / 2 ? col : col + 1;
}

function lastAt(edges: readonly number[], at: number): number {
  let n = 0;
  while (n + 2 < edges.length && edges[n + 1]! <= at) n++;
  return n;
}
