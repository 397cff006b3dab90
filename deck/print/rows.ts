// The rows of a terminal's screen as HTML, in the deck's palette: one span per run of cells that look alike.
import type { IBuffer, IBufferCell } from '@xterm/xterm';
import { PALETTES, type ThemeName } from '../blocks/palette.ts';

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The lowest `rows` rows of a buffer. */
export function drawRows(buffer: IBuffer, rows: number, theme: ThemeName): HTMLElement {
  const box = document.createElement('pre');
  box.className = 'print-rows';
  for (let y = 0; y < rows; y++) {
    const line = buffer.getLine(buffer.baseY + y);
    const row = document.createElement('div');
    let run: { text: string; style: string } = { text: '', style: '' };
    const end = () => {
      if (run.text) row.append(span(run.text, run.style));
    };
    const length = line?.translateToString(true).length ?? 0;
    for (let x = 0, chars = 0; line && chars < length; x++) {
      const cell = line.getCell(x);
      if (!cell) break;
      if (cell.getWidth() === 0) continue; // The second half of a wide character.
      const text = cell.getChars() || ' ';
      chars += text.length;
      // A wide character takes two cells, whatever its width in the font.
      const wide = cell.getWidth() === 2 ? 'display:inline-block;width:2ch;' : '';
      const style = wide + styleOf(cell, theme);
      if (style !== run.style || wide) {
        end();
        run = { text: '', style };
      }
      run.text += text;
    }
    end();
    row.append('\n');
    box.append(row);
  }
  return box;
}

function span(text: string, style: string): HTMLElement {
  const made = document.createElement('span');
  made.textContent = text;
  if (style) made.style.cssText = style;
  return made;
}

function styleOf(cell: IBufferCell, theme: ThemeName): string {
  const palette = PALETTES[theme];
  // As xterm.js does: bold text of the first eight colours is drawn in the bright ones.
  const bright = cell.isBold() && cell.isFgPalette() && cell.getFgColor() < 8 ? 8 : 0;
  let fg = cell.isFgDefault() ? undefined : colour(cell.isFgRGB(), cell.getFgColor() + bright, theme);
  let bg = cell.isBgDefault() ? undefined : colour(cell.isBgRGB(), cell.getBgColor(), theme);
  if (cell.isInverse()) [fg, bg] = [bg ?? palette.background, fg ?? palette.foreground];
  return [
    fg && `color:${fg}`,
    bg && `background:${bg}`,
    cell.isBold() && 'font-weight:700',
    cell.isDim() && 'opacity:0.6',
    cell.isItalic() && 'font-style:italic',
    cell.isUnderline() && 'text-decoration:underline',
  ]
    .filter(Boolean)
    .join(';');
}

/** An RGB colour, or one of the palette's 256: 16 of the theme, a cube of 6 × 6 × 6, 24 greys. */
function colour(rgb: boolean, value: number, theme: ThemeName): string | undefined {
  if (rgb) return `#${value.toString(16).padStart(6, '0')}`;
  if (value < 16) {
    const name = NAMES[value % 8]!;
    const bright = `bright${name[0]!.toUpperCase()}${name.slice(1)}` as `bright${Capitalize<typeof name>}`;
    return PALETTES[theme][value < 8 ? name : bright];
  }
  if (value >= 232) {
    const grey = 8 + 10 * (value - 232);
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const level = (n: number) => (n === 0 ? 0 : 55 + 40 * n);
  const cube = value - 16;
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}
