// Rows of a terminal as plain text, to compare a page's xterm with a headless one cell by cell.

/** The parts of a terminal's buffer that are read; xterm's `IBuffer` and headless xterm's both have them. */
export type Buffer = {
  readonly length: number;
  readonly cursorX: number;
  readonly cursorY: number;
  readonly baseY: number;
  getLine(y: number): Line | undefined;
};

type Line = {
  readonly isWrapped: boolean;
  getCell(x: number): Cell | undefined;
  translateToString(trimRight?: boolean, start?: number, end?: number): string;
};

type Cell = {
  getChars(): string;
  getWidth(): number;
  getFgColorMode(): number;
  getFgColor(): number;
  getBgColorMode(): number;
  getBgColor(): number;
  isBold(): number;
  isDim(): number;
  isItalic(): number;
  isUnderline(): number;
  isInverse(): number;
};

/** One row with characters, width, colours and attributes of every cell; runs with the same look give it once. */
export function readRow(buffer: Buffer, y: number, cols: number): string {
  const line = buffer.getLine(y);
  if (!line) return 'no such row';
  let row = line.isWrapped ? 'wrapped ' : '';
  let last = '';
  for (let x = 0; x < cols; x++) {
    const cell = line.getCell(x);
    if (!cell) return `${row} ends at column ${x}`;
    const looks = [
      colour(cell.getFgColorMode(), cell.getFgColor()),
      colour(cell.getBgColorMode(), cell.getBgColor(), 'on '),
      cell.isBold() && 'bold',
      cell.isDim() && 'dim',
      cell.isItalic() && 'italic',
      cell.isUnderline() && 'underline',
      cell.isInverse() && 'inverse',
    ]
      .filter(Boolean)
      .join(',');
    if (looks !== last) row += `{${looks}}`;
    last = looks;
    // An empty cell looks like a blank but is different: it is shown as a middle dot.
    row += (cell.getChars() || '\u00b7') + (cell.getWidth() === 1 ? '' : `<${cell.getWidth()}>`);
  }
  return row;
}

/** xterm's colour modes (`Attributes` of its src/common/buffer/Constants.ts), in bits 24 and 25. */
const MODES: Record<number, string> = { [1 << 24]: '', [2 << 24]: '256:', [3 << 24]: '#' };

/** A colour as text, with its mode; empty for the default one. */
function colour(mode: number, value: number, on = ''): string {
  return mode === 0 ? '' : `${on}${MODES[mode] ?? `mode ${mode} `}${value.toString(16)}`;
}

/** The row of the newest line that starts with `text`, at most `back` rows above the cursor; -1 for none. */
export function findRow(buffer: Buffer, text: string, back: number): number {
  const bottom = buffer.baseY + buffer.cursorY;
  for (let y = bottom; y >= 0 && y >= bottom - back; y--) {
    if (buffer.getLine(y)?.translateToString(true).startsWith(text)) return y;
  }
  return -1;
}

/** Text of the cursor's row, from its start to the cursor. */
export function beforeCursor(buffer: Buffer): string {
  return buffer.getLine(buffer.baseY + buffer.cursorY)?.translateToString(false, 0, buffer.cursorX) ?? '';
}
