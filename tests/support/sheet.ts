// A terminal full of known words, and the text between two edges of its cells.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { terminalText } from './browser.ts';
import { drawn } from './cells.ts';
import { ROOT } from './deck.ts';
import type { Draw } from './random.ts';
import { until } from './until.ts';

/** One row of the screen; `wrapped` when it continues the row above. */
export type Row = { text: string; wrapped: boolean };

/** A place between two cells of a row: 0 is before the first column. */
export type Edge = { col: number; row: number };

/** Printable ASCII without the space. */
const GLYPHS = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));

/** xterm's default `wordSeparator`: where a double click ends. */
const SEPARATORS = ' ()[]{}\',"`';

/**
 * Rows of random ASCII words. The first and the last are full, some are short, some continue in the next; none begins
 * or ends with a blank. A wrapped row begins with a letter: xterm would take a separator there for a part of the word.
 */
export function drawSheet(draw: Draw, cols: number, rows: number): Row[] {
  const words = (length: number) => {
    let text = '';
    while (text.length < length) {
      const word = Array.from({ length: draw.whole(1, 9) }, () => draw.one(GLYPHS)).join('');
      text += word + ' '.repeat(draw.whole(1, 3));
    }
    return text.slice(0, length - 1).replace(/ $/, '.') + draw.one(GLYPHS);
  };
  const sheet: Row[] = [];
  while (sheet.length < rows) {
    const n = sheet.length;
    const wrapped = n > 1 && n < rows - 1 && sheet[n - 1]!.text.length === cols && draw.whole(0, 1) === 0;
    const full = n === 0 || n === rows - 1 || draw.whole(0, 2) === 0;
    const text = words(full ? cols : draw.whole(20, cols - 1));
    const first = wrapped && SEPARATORS.includes(text[0]!) ? 'x' : text[0]!;
    sheet.push({ text: first + text.slice(1), wrapped });
  }
  return sheet;
}

/** The output that shows the sheet. */
export function printed(sheet: readonly Row[]): string {
  return sheet.map(({ text, wrapped }, i) => (i > 0 && !wrapped ? `\n${text}` : text)).join('');
}

/** The text between two edges, in either order; a wrapped row is one line with the row above. */
export function between(sheet: readonly Row[], a: Edge, b: Edge): string {
  const [from, to] = a.row < b.row || (a.row === b.row && a.col <= b.col) ? [a, b] : [b, a];
  let text = '';
  for (let n = from.row; n <= to.row; n++) {
    const row = sheet[n]!;
    if (n > from.row && !row.wrapped) text += '\n';
    text += row.text.slice(n === from.row ? from.col : 0, n === to.row ? to.col : undefined);
  }
  return text;
}

/** The word that a double click on a cell selects, even if it is wrapped; null on a separator. */
export function wordAt(sheet: readonly Row[], at: Edge): { from: Edge; to: Edge; text: string } | null {
  const letter = ({ col, row }: Edge) => !SEPARATORS.includes(sheet[row]!.text[col]!);
  const before = ({ col, row }: Edge): Edge | null => {
    if (col > 0) return { col: col - 1, row };
    return sheet[row]!.wrapped ? { col: sheet[row - 1]!.text.length - 1, row: row - 1 } : null;
  };
  const after = ({ col, row }: Edge): Edge | null => {
    if (col + 1 < sheet[row]!.text.length) return { col: col + 1, row };
    return sheet[row + 1]?.wrapped ? { col: 0, row: row + 1 } : null;
  };
  if (!letter(at)) return null;
  let [first, last] = [at, at];
  for (let next = before(first); next && letter(next); next = before(next)) first = next;
  for (let next = after(last); next && letter(next); next = after(next)) last = next;
  const to = { col: last.col + 1, row: last.row };
  return { from: first, to, text: between(sheet, first, to) };
}

/** All rows of a wrapped line. */
export function lineAt(sheet: readonly Row[], row: number): string {
  let first = row;
  while (sheet[first]!.wrapped) first--;
  let text = sheet[first]!.text;
  for (let n = first + 1; sheet[n]?.wrapped; n++) text += sheet[n]!.text;
  return text;
}

/** The files of a pane's sheets while a test runs. */
export class SheetFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'deck-sheet-'));

  write(name: string, text: string): string {
    const file = join(this.path, name);
    writeFileSync(file, text);
    return file;
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const SHEET = join(ROOT, 'tests/support/plain/sheet.sh');

/** Types the command that shows a file in the pane, and waits until its text is there. */
export async function showSheet(
  page: Page,
  pane: string,
  file: string,
  text: RegExp,
  more = '',
): Promise<void> {
  await page.locator(`section.present deck-terminal[pane="${pane}"] .xterm-screen`).click();
  await page.keyboard.type(`${SHEET} ${file} ${more}\n`);
  let shown = '';
  await until(
    async () => {
      shown = await terminalText(page, 'plain', pane);
      return text.test(shown) && !shown.includes(SHEET);
    },
    () => `${pane} never showed ${text}; it shows:\n${shown}`,
    { withinMs: 20_000 },
  );
  await drawn(page);
}
