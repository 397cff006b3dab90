// Every ASCII glyph is drawn in full at every size of the deck and pixel ratio: its picture in the terminal
// is compared with the browser's picture of the same glyph with room around it. Wide glyphs stay in their two
// cells. DECK_SCALES=all tries all scales, not a sample.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endBrowsers, openDeck, startBrowser, waitForText } from '../support/browser.ts';
import { type Cells, cellsOf, drawn, RATIOS, SAMPLED, scaleTo, windowFor } from '../support/cells.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { type Ink, inkOf, type Mark, markIn } from '../support/ink.ts';
import { SheetFolder, showSheet } from '../support/sheet.ts';

const PANE = 'one';
const COLS = 100;
/** Printable ASCII, with the space. */
const GLYPHS = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));

/** Single glyphs, from row 2 on, with blanks left, right, above and below. */
const APART = GLYPHS.map((glyph, i) => ({ glyph, col: 1 + 2 * (i % 48), row: 2 + 2 * Math.floor(i / 48) }));
/** The same in bold. */
const BOLD = APART.map(({ glyph, col, row }) => ({ glyph, col, row: row + 4 }));
/** Glyphs side by side, between rows of the tallest and the lowest. */
const PACKED = GLYPHS.map((glyph, i) => ({ glyph, col: i, row: 11 }));

/** Wide glyphs with a blank before and after; then a glyph that must be in its own cell. */
const WIDE = [
  { glyph: '🔔', col: 1 },
  { glyph: '漢', col: 4 },
  { glyph: '字', col: 7 },
];
const WIDE_ROW = 13;
const BEHIND = { glyph: 'A', col: 10, row: WIDE_ROW };

function sheet(): string {
  const rows: string[] = Array.from({ length: 14 }, () => ' '.repeat(COLS));
  const put = (row: number, col: number, text: string) => {
    rows[row] = rows[row]!.slice(0, col) + text + rows[row]!.slice(col + text.length);
  };
  rows[0] = '─'.repeat(COLS);
  for (const { glyph, col, row } of [...APART, ...BOLD, ...PACKED]) put(row, col, glyph);
  put(10, 0, 'g@|_Qj$['.repeat(12).slice(0, 95));
  put(12, 0, 'g@|_Qj$['.repeat(12).slice(0, 95));
  rows[WIDE_ROW] = ` ${WIDE.map(({ glyph }) => `${glyph} `).join('')}${BEHIND.glyph}`;
  return rows
    .map((row, n) => (n >= 6 && n <= 8 ? `\x1b[1m${row.trimEnd()}\x1b[0m` : row.trimEnd()))
    .join('\n')
    .replace(/\n+$/, '');
}

let folder: SheetFolder;
let file: string;
let deck: Deck;
beforeAll(async () => {
  folder = new SheetFolder();
  file = folder.write('glyphs', sheet());
  deck = await startDeck(['--port', '5010', '--talk', 'tests/support/plain']);
  await deck.line(/^live plain$/);
});
afterEach(endBrowsers);
afterAll(async () => {
  await endDecks();
  folder.dispose();
});

let shown = false;
async function openGlyphs(ratio: number): Promise<Page> {
  const page = await openDeck(await startBrowser(windowFor(SAMPLED[0]!), { dpr: ratio, whole: true }), deck);
  if (!shown) {
    await waitForText(page, 'plain', PANE, /\$/);
    await showSheet(page, PANE, file, /^─{100}\n/);
    shown = true;
  }
  await waitForText(page, 'plain', PANE, /^─{100}\n/);
  await page.mouse.move(0, 0);
  return page;
}

/** How many cells of room a reference glyph has. */
const ROOM = 3;
/** This much of a cell on each side is compared, too: to include overhang, but not the next glyph. */
const AROUND = 0.75;

/**
 * Draws glyphs with the browser alone, over the deck: with the terminal's font, size, weight and place within a device
 * pixel, but each in a box of several cells. @returns the picture of each.
 */
async function referenceOf(page: Page, cells: Cells): Promise<Record<'normal' | 'bold', Map<string, Mark>>> {
  const cell = { width: cells.x[1]! - cells.x[0]!, height: cells.y[1]! - cells.y[0]! };
  const box = await page.evaluate(
    ({ pane, glyphs, cell, room }) => {
      const host = document.querySelector(`section.present deck-terminal[pane="${pane}"]`)!;
      const { terminal } = host as unknown as {
        terminal: {
          options: {
            fontSize: number;
            fontFamily: string;
            fontWeight: string;
            fontWeightBold: string;
            theme: { background: string; foreground: string };
          };
        };
      };
      const { options } = terminal;
      const perRow = Math.floor((innerWidth - 8) / (room * cell.width));
      const ratio = window.devicePixelRatio;
      const snap = (value: number) => Math.round(value * ratio) / ratio;
      const over = document.createElement('div');
      over.id = 'reference';
      over.style.cssText = `position:fixed;inset:0;z-index:9999;background:${options.theme.background};color:${getComputedStyle(host.querySelector('.xterm-rows')!).color};font-family:${options.fontFamily};font-size:${options.fontSize}px;font-kerning:none;font-feature-settings:"calt" 0,"liga" 0;white-space:pre`;
      const places = [...glyphs, ...glyphs].map((glyph, i) => {
        const left = snap((i % perRow) * room * cell.width);
        const top = snap(Math.floor(i / perRow) * room * cell.height);
        const span = document.createElement('span');
        span.textContent = glyph;
        span.style.cssText = `position:absolute;left:${left + snap(cell.width)}px;top:${top + snap(cell.height)}px;height:${cell.height}px;line-height:${cell.height}px;font-weight:${i < glyphs.length ? options.fontWeight : options.fontWeightBold}`;
        over.append(span);
        return { left, top };
      });
      document.body.append(over);
      const ends = places.at(-1)!;
      return { places, width: perRow * room * cell.width, height: ends.top + room * cell.height };
    },
    { pane: PANE, glyphs: GLYPHS, cell, room: ROOM },
  );
  await drawn(page);
  const { ink } = await inkOf(page, { x: 0, y: 0, width: box.width, height: box.height });
  await page.evaluate(() => document.querySelector('#reference')!.remove());
  await drawn(page);
  const device = (css: number) => Math.round(css * cells.ratio);
  const [width, height] = [device(cell.width), device(cell.height)];
  const marks = (first: number) =>
    new Map(
      GLYPHS.map((glyph, i) => {
        const { left, top } = box.places[first + i]!;
        return [glyph, markOf(ink, device(left) + width, device(top) + height, width, height)];
      }),
    );
  return { normal: marks(0), bold: marks(GLYPHS.length) };
}

/** The picture of the pane's cells, and where each cell is in it. */
async function pictureOf(page: Page, cells: Cells) {
  const { x, y, ratio } = cells;
  const { ink, left, top } = await inkOf(page, {
    x: x[0]!,
    y: y[0]!,
    width: x.at(-1)! - x[0]!,
    height: y.at(-1)! - y[0]!,
  });
  return {
    ink,
    corner: (col: number, row: number) => ({
      x: Math.round(x[col]! * ratio - left),
      y: Math.round(y[row]! * ratio - top),
    }),
    width: Math.round((x[1]! - x[0]!) * ratio),
    height: Math.round((y[1]! - y[0]!) * ratio),
  };
}
type Picture = Awaited<ReturnType<typeof pictureOf>>;

/** The ink of the glyph in this cell, with its overhang. */
function markOf(ink: Ink, x: number, y: number, width: number, height: number): Mark {
  const [beside, above] = [Math.round(AROUND * width), Math.round(AROUND * height)];
  return markIn(ink, x - beside, y - above, width + 2 * beside, height + 2 * above);
}

/** Glyphs that differ from the reference. */
function cut(picture: Picture, glyphs: typeof APART, reference: Map<string, Mark>): string[] {
  return glyphs.flatMap(({ glyph, col, row }) => {
    const at = picture.corner(col, row);
    const here = markOf(picture.ink, at.x, at.y, picture.width, picture.height);
    const there = reference.get(glyph)!;
    if (glyph === ' ') return here.top < 0 ? [] : [`the space has ink: ${here.sum.toFixed(1)}`];
    const ends = ['top', 'bottom', 'left', 'right'] as const;
    // A row may begin between two device pixels, and its text at the next; still no part of a glyph may be missing.
    const off = ends.filter((end) => Math.abs(here[end] - there[end]) > 2);
    if (Math.abs(here.bottom - here.top - (there.bottom - there.top)) > 1) off.push('bottom');
    if (Math.abs(here.right - here.left - (there.right - there.left)) > 1) off.push('right');
    const share = here.sum / there.sum;
    return off.length === 0 && share > 0.85 && share < 1.15
      ? []
      : [
          `${glyph}: ${off.map((end) => `${end} ${here[end]} for ${there[end]}`).join(', ')}, ink × ${share.toFixed(2)}`,
        ];
  });
}

describe.each(RATIOS)('with %d device pixels per pixel', { timeout: 300_000 }, (ratio) => {
  it('shows every glyph in full, at every scale', async () => {
    const page = await openGlyphs(ratio);
    const wrong: Record<string, string[]> = {};
    for (const scale of SAMPLED) {
      await scaleTo(page, scale);
      const cells = await cellsOf(page, PANE);
      const picture = await pictureOf(page, cells);
      const { normal, bold } = await referenceOf(page, cells);
      const visible = GLYPHS.filter((glyph) => normal.get(glyph)!.sum > 2);
      expect(visible).toEqual(GLYPHS.slice(1));
      const faults = [
        ...cut(picture, APART, normal),
        ...cut(picture, BOLD, bold).map((fault) => `bold ${fault}`),
        ...PACKED.flatMap(({ glyph, col, row }) => {
          const { x, y } = picture.corner(col, row);
          const here = markIn(picture.ink, x, y, picture.width, picture.height).sum;
          const share = here / Math.max(1, normal.get(glyph)!.sum);
          if (glyph === ' ')
            return here < 0.02 * picture.width * picture.height
              ? []
              : [`neighbours write into the space: ${here}`];
          return share > 0.7 && share < 1.4 ? [] : [`packed ${glyph}: ink × ${share.toFixed(2)}`];
        }),
        ...behind(picture, normal.get(BEHIND.glyph)!),
        ...wide(picture),
        ...line(picture),
      ];
      console.log(`scale ${scale}, ratio ${ratio}: ${GLYPHS.length} glyphs × 3, ${faults.length} faults`);
      wrong[scale] = faults;
    }
    expect(wrong).toEqual(Object.fromEntries(SAMPLED.map((scale) => [scale, []])));
  });
});

/** Wide glyphs have ink in their two cells, and almost none in the cells beside them. */
function wide({ ink, corner, width, height }: Picture): string[] {
  return WIDE.flatMap(({ glyph, col }) => {
    const at = corner(col, WIDE_ROW);
    const own = markIn(ink, at.x, at.y, 2 * width, height).sum;
    const beside =
      markIn(ink, at.x - width, at.y, width, height).sum +
      markIn(ink, at.x + 2 * width, at.y, width, height).sum;
    if (own < 2) return [`${glyph} has no ink`];
    return beside < 0.03 * own ? [] : [`${glyph} hangs over: ${(beside / own).toFixed(2)} of its ink`];
  });
}

/** The glyph after the wide ones is in its own cell, neither moved nor cut; ink above it belongs to another row. */
function behind({ ink, corner, width, height }: Picture, reference: Mark): string[] {
  const at = corner(BEHIND.col, BEHIND.row);
  const here = markIn(ink, at.x, at.y, width, height);
  const off = here.left - (reference.left - Math.round(AROUND * width));
  const share = here.sum / reference.sum;
  return Math.abs(off) <= 2 && share > 0.85 && share < 1.15
    ? []
    : [`behind wide ones ${BEHIND.glyph}: ${off} pixels off, ink × ${share.toFixed(2)}`];
}

/** A line of box-drawing characters has no gap. */
function line({ ink, corner, height }: Picture): string[] {
  // The cursor is in the first cell.
  const [from, to] = [corner(1, 0), corner(COLS - 1, 0)];
  const whole = (y: number, ink: Ink) => {
    for (let x = from.x + 1; x < to.x; x++) if (ink.at(x, y) < 0.3) return false;
    return true;
  };
  for (let y = from.y; y < from.y + height; y++) if (whole(y, ink)) return [];
  return ['the line has gaps'];
}
