// The mouse in a terminal, at every size of the deck and pixel ratio: reports to programs name the cell under
// the pointer; links open by Ctrl+click only, and only http and https. Selections are in selection.test.ts.
// DECK_SEED sets the places; DECK_SCALES=all tries all scales, not a sample.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SEED } from '../support/breadth.ts';
import { endBrowsers, openDeck, selectedIn, startBrowser, waitForText } from '../support/browser.ts';
import {
  type Cells,
  cellAt,
  cellsOf,
  drawn,
  isCertain,
  pointIn,
  RATIOS,
  SAMPLED,
  scaleTo,
  windowFor,
} from '../support/cells.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { CONTROL, Mouse, SHIFT } from '../support/mouse.ts';
import { drawFrom, randomFrom } from '../support/random.ts';
import { between, drawSheet, printed, SheetFolder, showSheet } from '../support/sheet.ts';
import { until } from '../support/until.ts';

const PANE = 'one';
const COLS = 100;
const ROWS = 14;
const CLICKS = 8;
/** CSS pixels of a turn of the wheel: more than the highest row, since xterm reports only whole rows. */
const TURN = 200;

const draw = drawFrom(randomFrom(SEED));
let folder: SheetFolder;
let deck: Deck;
/** Links and reports each have a shell of their own. */
async function start(): Promise<void> {
  console.log(`seed ${SEED}`);
  folder = new SheetFolder();
  deck = await startDeck(['--port', '5020', '--talk', 'tests/support/plain']);
  await deck.line(/^live plain$/);
}
async function end(): Promise<void> {
  await endDecks();
  folder.dispose();
}
afterEach(endBrowsers);

/** A place that a page can be sure is in the cell. */
function place(cells: Cells, col: number, row: number) {
  for (let tries = 0; tries < 1000; tries++) {
    const point = pointIn(cells, col, row, { x: draw.whole(0, 999) / 1000, y: draw.whole(0, 999) / 1000 });
    const at = cellAt(cells, point);
    if (at.col === col && at.row === row && isCertain(cells, point)) return point;
  }
  throw new Error(`column ${col} of row ${row} has no pixel that is certainly in it`);
}

const selection = (page: Page) => selectedIn(page, PANE);

/** A press, a release or a turn of the wheel as the terminal reports it: xterm's ctlseqs, "Extended coordinates", 1006. */
type Report = { button: number; col: number; row: number; pressed: boolean };

function reportsIn(bytes: string): Report[] {
  return [...bytes.matchAll(/\x1b\[<(\d+);(\d+);(\d+)([Mm])/g)].map(([, button, col, row, end]) => ({
    button: Number(button),
    col: Number(col) - 1,
    row: Number(row) - 1,
    pressed: end === 'M',
  }));
}

describe('links', { timeout: 300_000 }, () => {
  beforeAll(start);
  afterAll(end);

  /** The deck's own address, so that no other host gets a request. */
  const web = () => `http://127.0.0.1:${deck.port}/healthz`;
  const osc8 = (uri: string, words: string) => `\x1b]8;;${uri}\x1b\\${words}\x1b]8;;\x1b\\`;
  /** Row, first and last column of each link. */
  const LINKS = {
    plain: { row: 2, col: 10 },
    named: { row: 4, col: 20, words: 'what the server says' },
    last: { row: 13, col: 90, words: 'last cells' },
    script: { row: 6, col: 5, words: 'a script' },
    file: { row: 7, col: 5, words: 'a file' },
  };
  /** Column and row of an empty cell. */
  const NOWHERE = [50, 10] as const;
  const lines = () => {
    const rows: string[] = Array.from({ length: ROWS }, () => '');
    rows[0] = 'x'.repeat(COLS);
    rows[LINKS.plain.row] = `${'.'.repeat(LINKS.plain.col - 1)} ${web()} behind it`;
    rows[LINKS.named.row] = '.'.repeat(LINKS.named.col) + osc8(web(), LINKS.named.words);
    rows[LINKS.last.row] = '.'.repeat(LINKS.last.col) + osc8(`${web()}?last`, LINKS.last.words);
    rows[LINKS.script.row] = '.'.repeat(5) + osc8('javascript:document.title="hit"', LINKS.script.words);
    rows[LINKS.file.row] = '.'.repeat(5) + osc8('file:///etc/passwd', LINKS.file.words);
    return rows.join('\n');
  };
  let shown = false;

  /** Columns of a row that are underlined, as the browser draws them. */
  const underlined = (page: Page, row: number) =>
    page.evaluate(
      ({ pane, row }) => {
        const line = document.querySelectorAll(
          `section.present deck-terminal[pane="${pane}"] .xterm-rows > div`,
        )[row]!;
        const columns: number[] = [];
        let column = 0;
        for (const span of line.children) {
          const text = span.textContent ?? '';
          const style = getComputedStyle(span);
          const under =
            style.textDecorationLine.includes('underline') && style.textDecorationStyle === 'solid';
          for (let i = 0; i < text.length; i++, column++) if (under) columns.push(column);
        }
        return columns.length === 0
          ? null
          : { from: columns[0]!, to: columns.at(-1)!, count: columns.length };
      },
      { pane: PANE, row },
    );

  it.each(RATIOS)(
    'are underlined and opened where they are, with %d device pixels per pixel',
    async (ratio) => {
      const context = await startBrowser(windowFor(SAMPLED[0]!), { dpr: ratio, whole: true });
      const page = await openDeck(context, deck);
      if (!shown) {
        await waitForText(page, 'plain', PANE, /\$/);
        await showSheet(page, PANE, folder.write('links', lines()), /^x{100}\n/);
        shown = true;
      }
      await waitForText(page, 'plain', PANE, /^x{100}\n/);
      const mouse = await Mouse.of(page);
      const opened: string[] = [];
      context.on('page', (other) => opened.push(other.url()));
      const dialogs: string[] = [];
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      const hover = async (cells: Cells, col: number, row: number, under: boolean) => {
        const at = place(cells, col, row);
        // xterm 6.0 underlines a link once, when the pointer enters it, but not again when a click or lost focus redraws it.
        for (let tries = 0; tries < 10; tries++) {
          await mouse.move(place(cells, ...NOWHERE));
          await mouse.move(at);
          const right = async () => ((await underlined(page, row)) !== null) === under;
          if (await until(right, '', { withinMs: 500, everyMs: 10 }).catch(() => false)) return at;
        }
        return at;
      };
      for (const scale of SAMPLED) {
        await scaleTo(page, scale);
        const cells = await cellsOf(page, PANE);
        expect(cells.ratio).toBe(ratio);
        const uri = web();
        const links = [
          { ...LINKS.plain, to: LINKS.plain.col + uri.length - 1, uri },
          { ...LINKS.named, to: LINKS.named.col + LINKS.named.words.length - 1, uri },
          { ...LINKS.last, to: LINKS.last.col + LINKS.last.words.length - 1, uri: `${uri}?last` },
        ];
        for (const { row, col, to, uri } of links) {
          expect((await underlined(page, row)) === null, `row ${row} at rest, scale ${scale}`).toBe(true);
          for (const end of [col, to]) {
            const at = await hover(cells, end, row, true);
            const under = await underlined(page, row);
            expect(under, `row ${row}, scale ${scale}`).toEqual({ from: col, to, count: to - col + 1 });
            await mouse.click(at);
            await drawn(page);
            expect(opened).toEqual([]);
          }
          const tab = context.waitForEvent('page', { timeout: 20_000 });
          await mouse.click(await hover(cells, col, row, true), { modifiers: CONTROL });
          await (await tab).waitForURL(uri);
          await (await tab).close();
          await page.bringToFront();
          expect(opened.splice(0)).toHaveLength(1);
          // The cells beside it are not a link.
          for (const beside of [col - 1, to + 1]) {
            if (beside >= COLS) continue;
            const at = await hover(cells, beside, row, false);
            expect(await underlined(page, row), `beside row ${row}, scale ${scale}`).toBeNull();
            await mouse.click(at, { modifiers: CONTROL });
          }
        }
        for (const { row, col } of [LINKS.script, LINKS.file]) {
          await mouse.move(place(cells, col + 2, row));
          await drawn(page);
          await mouse.click(place(cells, col + 2, row), { modifiers: CONTROL });
          await drawn(page);
        }
        expect(opened).toEqual([]);
        expect(dialogs).toEqual([]);
        expect(await page.title()).not.toBe('hit');
        await mouse.move({ x: 1, y: 1 });
      }
    },
  );
});

describe('mouse reports', { timeout: 300_000 }, () => {
  beforeAll(start);
  afterAll(end);

  const sheet = drawSheet(draw, COLS, ROWS);
  const first = new RegExp(`^${sheet[0]!.text.slice(0, 30).replace(/\W/g, '\\$&')}`);
  let reports: string;
  let shown = false;

  it.each(RATIOS)('name the cell under the pointer, with %d device pixels per pixel', async (ratio) => {
    const page = await openDeck(
      await startBrowser(windowFor(SAMPLED[0]!), { dpr: ratio, whole: true }),
      deck,
    );
    if (!shown) {
      await waitForText(page, 'plain', PANE, /\$/);
      reports = join(folder.path, 'reports');
      writeFileSync(reports, '');
      await showSheet(page, PANE, folder.write('words', printed(sheet)), first, reports);
      shown = true;
    }
    await waitForText(page, 'plain', PANE, first);
    const mouse = await Mouse.of(page);
    let read = readFileSync(reports, 'latin1').length;
    /** The program's reports since the last call; all are there when the last one is. */
    const come = async (whole: (reports: Report[]) => boolean) => {
      let found: Report[] = [];
      let length = 0;
      const look = () => {
        const bytes = readFileSync(reports, 'latin1');
        found = reportsIn(bytes.slice(read));
        length = bytes.length;
        return whole(found);
      };
      await until(look, '', { withinMs: 20_000, everyMs: 10 }).catch(() => {});
      read = length;
      return found;
    };
    const wrong: Record<string, unknown[]> = {};
    for (const scale of SAMPLED) {
      await scaleTo(page, scale);
      const cells = await cellsOf(page, PANE);
      expect(cells.ratio).toBe(ratio);
      wrong[scale] = [];
      await mouse.move({ x: 1, y: 1 });
      for (let n = 0; n < CLICKS; n++) {
        const at = [
          { col: 0, row: 0 },
          { col: COLS - 1, row: ROWS - 1 },
        ][n] ?? { col: draw.whole(0, COLS - 1), row: draw.whole(0, ROWS - 1) };
        const point = place(cells, at.col, at.row);
        const button = draw.one(['left', 'middle', 'right'] as const);
        await mouse.click(point, { button });
        const code = { left: 0, middle: 1, right: 2 }[button];
        const found = (
          await come((found) => found.some(({ pressed, button }) => !pressed && button === code))
        ).filter(({ button }) => button < 32);
        const expected = [true, false].map((pressed) => ({ button: code, ...at, pressed }));
        if (JSON.stringify(found) !== JSON.stringify(expected)) wrong[scale].push({ found, expected, point });
      }
      // 1003 reports movements as well: button 32 + 3, none held.
      const [from, to] = [
        { col: draw.whole(0, 40), row: draw.whole(0, 5) },
        { col: draw.whole(50, 99), row: draw.whole(7, 13) },
      ];
      for (const at of [from, to]) {
        await mouse.move(place(cells, at.col, at.row));
        const moved = await come((found) => found.some(({ col, row }) => col === at.col && row === at.row));
        if (!moved.some(({ button, col, row }) => button === 35 && col === at.col && row === at.row)) {
          wrong[scale].push({ moved, at });
        }
      }
      await mouse.wheel(place(cells, to.col, to.row), -TURN);
      const turned = await come((found) => found.some(({ button }) => button === 64));
      if (!turned.some(({ button, col, row }) => button === 64 && col === to.col && row === to.row)) {
        wrong[scale].push({ turned, to });
      }
      console.log(
        `scale ${scale}, ratio ${ratio}: ${CLICKS} clicks, 2 movements, 1 wheel, ${wrong[scale].length} wrong`,
      );
    }
    expect(wrong).toEqual(Object.fromEntries(SAMPLED.map((scale) => [scale, []])));
    // With Shift the mouse selects, and the program gets no report.
    const cells = await cellsOf(page, PANE);
    const edges = [
      { col: 3, row: 2 },
      { col: 12, row: 2 },
    ];
    await mouse.drag(place(cells, 3, 2), place(cells, 12, 2), SHIFT);
    const selected = await selection(page);
    const whole = between(sheet, edges[0]!, { col: 13, row: 2 });
    expect(whole).toContain(selected);
    expect(selected.length).toBeGreaterThanOrEqual(8);
    expect(
      reportsIn(readFileSync(reports, 'latin1').slice(read)).filter(({ button }) => button < 32),
    ).toEqual([]);
  });
});
