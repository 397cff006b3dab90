// Dragging over a terminal's cells selects exactly their text, at every size of the deck and pixel ratio.
// cells.ts finds the cells; glyphs.test.ts tests how they are drawn. DECK_SEED sets the words and the places, DECK_DRAGS
// the drags at each size (7, which makes 168; with --all 21, which makes 504).
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SEED, times } from '../support/breadth.ts';
import { endBrowsers, openDeck, selectedIn, startBrowser, waitForText } from '../support/browser.ts';
import {
  type Cells,
  cellAt,
  cellsOf,
  drawn,
  edgeAt,
  isCertain,
  type Point,
  pointIn,
  RATIOS,
  SCALES,
  scaleTo,
  windowFor,
} from '../support/cells.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { Mouse } from '../support/mouse.ts';
import { type Draw, drawFrom, randomFrom } from '../support/random.ts';
import {
  between,
  drawSheet,
  type Edge,
  lineAt,
  printed,
  SheetFolder,
  showSheet,
  wordAt,
} from '../support/sheet.ts';

const DRAGS = times('DECK_DRAGS', 7, 21);
/** Enlarged panes, where only the type's size differs. */
const FEW = Math.ceil(DRAGS / 3);
const CLICKS = 4;
const PANE = 'one';
const COLS = 100;
const ROWS = 14;

const draw: Draw = drawFrom(randomFrom(SEED));
const sheet = drawSheet(draw, COLS, ROWS);
let folder: SheetFolder;
let file: string;
let deck: Deck;
beforeAll(async () => {
  console.log(`seed ${SEED}`);
  folder = new SheetFolder();
  file = folder.write('words', printed(sheet));
  deck = await startDeck(['--port', '5000', '--talk', 'tests/support/plain']);
  await deck.line(/^live plain$/);
});
afterEach(endBrowsers);
afterAll(async () => {
  await endDecks();
  folder.dispose();
});

/** A page with the words in its terminal; all pages share one pane. */
async function openSheet(scale: number, ratio: number): Promise<Page & { faults: string[] }> {
  const page = await openDeck(await startBrowser(windowFor(scale), { dpr: ratio, whole: true }), deck);
  const first = sheet[0]!.text.slice(0, 30).replace(/\W/g, '\\$&');
  if (!shown) {
    await waitForText(page, 'plain', PANE, /\$/);
    await showSheet(page, PANE, file, new RegExp(`^${first}`));
    shown = true;
  }
  await waitForText(page, 'plain', PANE, new RegExp(`^${first}`));
  await page.mouse.move(0, 0);
  await drawn(page);
  return page;
}
let shown = false;

const selection = (page: Page) => selectedIn(page, PANE);

/** Columns and rows whose cells are all visible; a magnified pane hides some. */
type Field = { cols: [number, number]; rows: [number, number] };
const WHOLE: Field = { cols: [0, COLS - 1], rows: [0, ROWS - 1] };

function visible({ x, y, box }: Cells): Field {
  const within = (edges: number[], from: number, to: number): [number, number] => [
    edges.findIndex((edge) => edge >= from - 0.5),
    edges.findLastIndex((edge) => edge <= to + 0.5) - 1,
  ];
  return { cols: within(x, box.left, box.right), rows: within(y, box.top, box.bottom) };
}

const seen = async (page: Page): Promise<Field> => visible(await cellsOf(page, PANE));

/** A device pixel that a page can be sure is in the cell, and in the given `half` of it. */
function place(cells: Cells, col: number, row: number, half?: 'left' | 'right'): Point {
  for (let tries = 0; tries < 1000; tries++) {
    const part = { x: draw.whole(0, 999) / 1000, y: draw.whole(0, 999) / 1000 };
    const point = pointIn(cells, col, row, part);
    const at = cellAt(cells, point);
    if (at.col !== col || at.row !== row || !isCertain(cells, point)) continue;
    const right = edgeAt(cells, point.x) > col;
    if (half && (half === 'right') !== right) continue;
    return point;
  }
  throw new Error(`column ${col} of row ${row} has no pixel that is certainly in its ${half ?? 'cell'}`);
}

type Drag = { from: Point; to: Point; expected: string; what: string };

/** The drags at one size: the whole screen both ways, words, and random edges within a row and across rows. */
function drags(cells: Cells, field: Field, count: number): Drag[] {
  const [left, right] = field.cols;
  const [top, bottom] = field.rows;
  const drag = (a: Edge, b: Edge, what: string, from: Point, to: Point): Drag => ({
    from,
    to,
    expected: between(sheet, a, b),
    what: `${what} from column ${a.col}, row ${a.row} to column ${b.col}, row ${b.row}`,
  });
  const free = (what: string, row: number, other: number): Drag => {
    for (;;) {
      const from = place(cells, draw.whole(left, right), row);
      const to = place(cells, draw.whole(left, right), other);
      const [a, b] = [
        { col: edgeAt(cells, from.x), row },
        { col: edgeAt(cells, to.x), row: other },
      ];
      if (a.row !== b.row || a.col !== b.col) return drag(a, b, what, from, to);
    }
  };
  const within = ({ col, row }: Edge) => col >= left && col <= right && row >= top && row <= bottom;
  const word = (): Drag => {
    for (;;) {
      const row = draw.whole(top, bottom);
      const found = wordAt(sheet, {
        col: Math.min(draw.whole(left, right), sheet[row]!.text.length - 1),
        row,
      });
      if (!found) continue;
      const last = { col: found.to.col - 1, row: found.to.row };
      if (!within(found.from) || !within(last)) continue;
      const ends = [
        { at: place(cells, found.from.col, found.from.row, 'left'), edge: found.from },
        { at: place(cells, last.col, last.row, 'right'), edge: found.to },
      ];
      if (draw.whole(0, 1)) ends.reverse();
      return drag(ends[0]!.edge, ends[1]!.edge, 'a word', ends[0]!.at, ends[1]!.at);
    }
  };
  const corners = () => [
    { at: place(cells, left, top, 'left'), edge: { col: left, row: top } },
    { at: place(cells, right, bottom, 'right'), edge: { col: right + 1, row: bottom } },
  ];
  const [[a, b], [c, d]] = [corners(), corners()];
  const found: Drag[] = [
    drag(a!.edge, b!.edge, 'all', a!.at, b!.at),
    drag(d!.edge, c!.edge, 'all, backwards,', d!.at, c!.at),
  ];
  while (found.length < count) {
    const [row, other] = [draw.whole(top, bottom), draw.whole(top, bottom)];
    const kind = found.length % 3;
    if (kind === 0) found.push(word());
    else if (kind === 1) found.push(free('within a row', row, row));
    else found.push(free('across rows', row, other));
  }
  return found;
}

/** A drag that went wrong, in a few words. */
function fault(what: string, selected: string, expected: string): string {
  const brief = (text: string) =>
    JSON.stringify(text.length > 60 ? `${text.slice(0, 25)} … ${text.slice(-25)}` : text);
  return `${what}: ${brief(selected)} instead of ${brief(expected)}`;
}

/** Drags with the real mouse. @returns what went wrong. */
async function dragAll(page: Page, mouse: Mouse, all: Drag[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const { from, to, expected, what } of all) {
    await mouse.drag(from, to);
    const selected = await selection(page);
    if (selected !== expected)
      wrong.push(fault(`${what}, ${JSON.stringify({ from, to })}`, selected, expected));
  }
  return wrong;
}

/** Double clicks and triple clicks. @returns what went wrong. */
async function clickAll(
  page: Page,
  mouse: Mouse,
  cells: Cells,
  field: Field,
  count: number,
): Promise<string[]> {
  const wrong: string[] = [];
  for (let n = 0; n < count; n++) {
    const [row, col] = [draw.whole(...field.rows), draw.whole(...field.cols)];
    if (col >= sheet[row]!.text.length) {
      n--;
      continue;
    }
    const word = wordAt(sheet, { col, row });
    const line = n % 2 === 1 || !word;
    const at = place(cells, col, row, 'left');
    await mouse.click(at, { count: line ? 3 : 2 });
    const expected = line ? lineAt(sheet, row) : word.text;
    const selected = await selection(page);
    const what = `${line ? 'triple' : 'double'} click on column ${col}, row ${row}, ${JSON.stringify(at)}`;
    if (selected !== expected) wrong.push(fault(what, selected, expected));
  }
  return wrong;
}

/** Drags and clicks in the visible part of the pane. @returns what went wrong. */
async function tryAll(page: Page, mouse: Mouse, name: string, count = DRAGS): Promise<string[]> {
  const cells = await cellsOf(page, PANE);
  const field = visible(cells);
  const begun = Date.now();
  const all = drags(cells, field, count);
  const dragged = await dragAll(page, mouse, all);
  const clicked = await clickAll(page, mouse, cells, field, CLICKS);
  console.log(
    `${name}: ${all.length - dragged.length} of ${all.length} drags, ` +
      `${CLICKS - clicked.length} of ${CLICKS} clicks, ${Date.now() - begun} ms`,
  );
  return [...dragged, ...clicked];
}

describe.each(RATIOS)('with %d device pixels per pixel', { timeout: 300_000 }, (ratio) => {
  it('selects exactly what was dragged over, at every scale', async () => {
    const page = await openSheet(SCALES[0], ratio);
    const mouse = await Mouse.of(page);
    const wrong: Record<string, string[]> = {};
    for (const scale of SCALES) {
      await scaleTo(page, scale);
      const cells = await cellsOf(page, PANE);
      expect(cells.ratio).toBe(ratio);
      expect(visible(cells)).toEqual(WHOLE);
      wrong[scale] = await tryAll(page, mouse, `scale ${scale}, ratio ${ratio}`);
    }
    expect(wrong).toEqual(Object.fromEntries(SCALES.map((scale) => [scale, []])));
  });

  it('also in an enlarged pane, and with type too large for the whole grid', async () => {
    const page = await openSheet(0.64, ratio);
    const mouse = await Mouse.of(page);
    const wrong: string[] = [];
    for (const scale of ratio === 1 ? [0.64, 1] : [0.64]) {
      await scaleTo(page, scale);
      await page
        .locator(`section.present deck-terminal[pane="${PANE}"] .xterm-screen`)
        .click({ position: { x: 5, y: 5 } });
      await page.keyboard.press('h');
      await page.keyboard.press('F7');
      await drawn(page);
      wrong.push(...(await tryAll(page, mouse, `scale ${scale}, ratio ${ratio}, enlarged`, FEW)));
      for (const size of [1.25, 1.5]) {
        await page.keyboard.press('Control+Alt+ArrowUp');
        await page.keyboard.press('+');
        await drawn(page);
        expect((await seen(page)).cols[1]).toBeLessThan(COLS - 1);
        wrong.push(...(await tryAll(page, mouse, `scale ${scale}, ratio ${ratio}, enlarged × ${size}`, FEW)));
        // The view follows the cursor to the other corner once the program has got the key.
        await page.keyboard.press('e');
        await expect.poll(async () => (await seen(page)).cols).toEqual([expect.any(Number), COLS - 1]);
        await drawn(page);
        expect((await seen(page)).cols[0]).toBeGreaterThan(0);
        wrong.push(
          ...(await tryAll(
            page,
            mouse,
            `scale ${scale}, ratio ${ratio}, enlarged × ${size}, last cell`,
            FEW,
          )),
        );
        await page.keyboard.press('h');
        await expect.poll(async () => (await seen(page)).cols[0]).toBe(0);
        await drawn(page);
      }
      await page.keyboard.press('F7');
      await drawn(page);
    }
    expect(wrong).toEqual([]);
  });
});
