// Contrast of every line with the pixels behind it: WCAG's ratio, measured in a picture without the text.
import { type Box, isEmpty } from './box.ts';
import { type Colour, hex, over, ratio, readColour } from './colour.ts';
import type { Line } from './lines.ts';
import type { Fault } from './slide-box.ts';

/** WCAG 2.2, 1.4.3, for text of any size. */
const LEAST = 4.5;

/** Share of a line's pixels that may be worse: smoothed edges, a bar's end. */
const OUTLIERS = 0.01;

/** Makes text transparent while the picture is taken; by an adopted sheet, since the CSP forbids style elements. */
export function hideText(on: boolean): void {
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== NO_TEXT);
  if (on) document.adoptedStyleSheets = [...document.adoptedStyleSheets, NO_TEXT];
}
const NO_TEXT = new CSSStyleSheet();
NO_TEXT.replaceSync(`
  *, *::before, *::after {
    -webkit-text-fill-color: transparent !important;
    text-decoration-color: transparent !important;
    text-shadow: none !important;
  }
  svg text, svg text * { fill: transparent !important; stroke: transparent !important; }
`);

/** A line and its colour, read while it is visible. */
export type Painted = { line: Line; colour: Colour };

export function readColours(lines: readonly Line[]): Painted[] {
  return lines
    .filter(({ shown }) => !isEmpty(shown))
    .map((line) => ({ line, colour: colourOf(line.element) }));
}

/** @param picture a PNG in base64 without text, one pixel per window pixel. */
export async function findFaint(painted: readonly Painted[], picture: string): Promise<Fault[]> {
  const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  const faults: Fault[] = [];
  for (const { line, colour } of painted) {
    const found = worst(context, line.shown, colour);
    if (!found || found.ratio >= LEAST) continue;
    const what = `has a contrast of ${found.ratio.toFixed(2)} to 1 (${hex(found.text)} on ${hex(found.behind)}), below ${LEAST}`;
    faults.push({ check: 'faint', words: line.words, what });
  }
  return faults;
}

function worst(context: OffscreenCanvasRenderingContext2D, box: Box, colour: Colour) {
  const left = Math.max(0, Math.ceil(box.left));
  const top = Math.max(0, Math.ceil(box.top));
  const width = Math.min(context.canvas.width, Math.floor(box.right)) - left;
  const height = Math.min(context.canvas.height, Math.floor(box.bottom)) - top;
  if (width < 1 || height < 1) return null;
  const pixels = new Uint32Array(context.getImageData(left, top, width, height).data.buffer);
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const seen = [...counts].map(([pixel, count]) => {
    const behind = { r: pixel & 255, g: (pixel >> 8) & 255, b: (pixel >> 16) & 255, a: 1 };
    const text = over(colour, behind);
    return { count, behind, text, ratio: ratio(text, behind) };
  });
  seen.sort((a, b) => a.ratio - b.ratio);
  let allowed = pixels.length * OUTLIERS;
  for (const pixel of seen) {
    allowed -= pixel.count;
    if (allowed < 0) return pixel;
  }
  return null;
}

/** The colour of a text; `a` includes the opacity of everything around it. */
function colourOf(element: Element): Colour {
  const style = getComputedStyle(element);
  const isSvg = element instanceof SVGElement;
  const colour = readColour(isSvg ? style.fill : style.webkitTextFillColor);
  if (isSvg) colour.a *= Number(style.fillOpacity);
  for (let at: Element | null = element; at; at = at.parentElement)
    colour.a *= Number(getComputedStyle(at).opacity);
  return colour;
}
