// The arithmetic that keeps a terminal sharp and exact inside a scaled slide.

/** A rectangle in CSS pixels of the window, as getBoundingClientRect gives it. */
export type Box = { left: number; top: number; width: number; height: number };

/** The size of a terminal in cells; it never changes while the terminal lives. */
export type Grid = { cols: number; rows: number };

/** The width and height of one character at a font size, in CSS pixels; xterm measures it on a canvas, too. */
export type MeasureChar = (fontSize: number) => { width: number; height: number };

export type Fit = {
  /** In CSS pixels, for a terminal that is drawn unscaled. */
  fontSize: number;
  /** The room that xterm will take, in CSS pixels of the window. */
  width: number;
  height: number;
  /** The shift that puts the terminal's corner on a whole device pixel, in CSS pixels of the window. */
  dx: number;
  dy: number;
};

/** xterm multiplies the font's natural height by this; at 1.0 its DOM renderer hides `_` at some sizes. */
export const LINE_HEIGHT = 1.1;

const SMALLEST_CELL = 2;

/**
 * The largest font whose grid fits the box with cells that are whole device pixels wide, so that every
 * column looks the same and a pointer position names exactly one cell.
 *
 * @param dpr device pixels per CSS pixel.
 */
export function fitGrid(box: Box, grid: Grid, dpr: number, measure: MeasureChar): Fit {
  const dx = Math.round(box.left * dpr) / dpr - box.left;
  const dy = Math.round(box.top * dpr) / dpr - box.top;
  // The shift is up to half a device pixel; without this the last column would be cut by it.
  const width = box.width - Math.max(dx, 0);
  const height = box.height - Math.max(dy, 0);
  const reference = 100;
  const advance = measure(reference).width / reference;
  const widest = Math.floor((width * dpr) / grid.cols + 1e-6);
  for (let cell = widest; cell > SMALLEST_CELL; cell--) {
    const fontSize = cell / dpr / advance;
    const size = gridSize(fontSize, grid, dpr, measure);
    if (size.width <= width + 1e-6 && size.height <= height + 1e-6) return { fontSize, ...size, dx, dy };
  }
  const fontSize = SMALLEST_CELL / dpr / advance;
  return { fontSize, ...gridSize(fontSize, grid, dpr, measure), dx, dy };
}

/** The size that xterm 6.0's DOM renderer gives the grid at a font size (`_updateDimensions`), in CSS pixels. */
export function gridSize(fontSize: number, grid: Grid, dpr: number, measure: MeasureChar) {
  const char = measure(fontSize);
  const cellHeight = Math.floor(Math.ceil(char.height * dpr) * LINE_HEIGHT);
  return {
    width: Math.round((char.width * dpr * grid.cols) / dpr),
    height: Math.round((cellHeight * grid.rows) / dpr),
  };
}

/**
 * How much smaller or larger than its layout size an element is drawn. It is measured, because reveal reports its scale
 * rounded to two decimals.
 */
export function drawnScale(drawnWidth: number, layoutWidth: number): number {
  return layoutWidth > 0 && drawnWidth > 0 ? drawnWidth / layoutWidth : 1;
}
