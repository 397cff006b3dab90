// The font of terminals and editors: loaded before it is measured, and measured as xterm does it.
import type { MeasureChar } from './scaling.ts';

export const FONT = '"JetBrains Mono Variable", "Noto Emoji", monospace';
export const WEIGHT = { normal: '500', bold: '700' } as const;

/** How long a terminal waits for its fonts, in ms; they come from this machine, so this is ample. */
const FONTS_MS = 3000;

/** Loads the fonts before a block opens and measures them; otherwise it would measure another font. */
export async function loadCellFonts(): Promise<void> {
  const sample = 'W█│🔔';
  // The terminal works without them, too, so failures are ignored.
  const fonts = Object.values(WEIGHT).map((weight) => document.fonts.load(`${weight} 30px ${FONT}`, sample));
  const enough = new Promise((resolve) => setTimeout(resolve, FONTS_MS));
  await Promise.race([Promise.allSettled(fonts), enough]);
}

const canvas = document.createElement('canvas').getContext('2d');

/** Measures a character on a canvas, just as xterm does. */
export const measureChar: MeasureChar = (fontSize) => {
  if (!canvas) return { width: fontSize * 0.6, height: fontSize * 1.32 };
  canvas.font = `${fontSize}px ${FONT}`;
  const metrics = canvas.measureText('W');
  return {
    width: metrics.width,
    height: metrics.fontBoundingBoxAscent + metrics.fontBoundingBoxDescent,
  };
};
