// Text on text, text partly covered, and a diagram's lines that run through words.
import { type Box, intersect, isEmpty } from './box.ts';
import { readColour } from './colour.ts';
import { type Line, nameOf } from './lines.ts';
import { type Fault, px, type SlideBox } from './slide-box.ts';

/** Slide pixels by which ink may overlap, for rounding and round letters. */
const TOLERANCE = 2;

/** @param lines from `uncovered`. */
export function findOverlapping(lines: readonly Line[], on: SlideBox): Fault[] {
  const faults: Fault[] = [];
  const tolerance = TOLERANCE * on.scale;
  const own = lines.filter(({ place, shown }) => place !== 'cells' && !isEmpty(shown));
  own.forEach((a, i) => {
    for (const b of own.slice(i + 1)) {
      const both = intersect(a.shown, b.shown);
      const across = both.right - both.left;
      const down = both.bottom - both.top;
      if (across <= tolerance || down <= tolerance) continue;
      const what = `overlaps “${b.words}” by ${px(across / on.scale)} × ${px(down / on.scale)}`;
      faults.push({ check: 'overlapping', words: a.words, what });
    }
  });
  return [...faults, ...crossed(own, on)];
}

/** Drops lines that something opaque covers; one covered only in part is a fault. */
export function uncovered(lines: readonly Line[]): { lines: Line[]; faults: Fault[] } {
  const faults: Fault[] = [];
  const left = lines.filter((line) => {
    if (line.place !== 'slide' || isEmpty(line.shown)) return true;
    const { left, right, top, bottom } = line.shown;
    const y = (top + bottom) / 2;
    const covers = [0.1, 0.5, 0.9].map((part) => coverAt(left + part * (right - left), y, line.element));
    const cover = covers.find((cover) => cover !== null);
    if (!cover) return true;
    if (covers.every((cover) => cover !== null)) return false;
    faults.push({ check: 'overlapping', words: line.words, what: `is partly covered by ${nameOf(cover)}` });
    return true;
  });
  return { lines: left, faults };
}

/** What hides `element` at a point: the first opaque element above it, or null. */
function coverAt(x: number, y: number, element: Element): Element | null {
  for (const above of document.elementsFromPoint(x, y)) {
    if (above === element || above.contains(element) || element.contains(above)) return null;
    if (isOpaque(above)) return above;
  }
  return null;
}

function isOpaque(element: Element): boolean {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  const style = getComputedStyle(element);
  if (!(element instanceof SVGElement)) return readColour(style.backgroundColor).a === 1;
  if (!(element instanceof SVGGeometryElement) || style.fill === 'none') return false;
  return style.fillOpacity === '1' && readColour(style.fill).a === 1;
}

/** Lines and arrows of a drawing, checked every few pixels along their way. */
function crossed(lines: readonly Line[], on: SlideBox): Fault[] {
  const faults: Fault[] = [];
  for (const shape of on.section.querySelectorAll<SVGGeometryElement>('svg :is(path, line, polyline)')) {
    const style = getComputedStyle(shape);
    if (
      style.stroke === 'none' ||
      !shape.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    )
      continue;
    const matrix = shape.getScreenCTM();
    if (!matrix) continue;
    const length = shape.getTotalLength();
    const near = lines.filter(({ shown }) => !isEmpty(intersect(shown, grown(shape))));
    for (const line of near) {
      const inner = shrunk(line.shown, TOLERANCE * on.scale);
      for (let at = 0; at <= length; at += 4) {
        const { x, y } = shape.getPointAtLength(at).matrixTransform(matrix);
        if (x < inner.left || x > inner.right || y < inner.top || y > inner.bottom) continue;
        if (hiddenAt(x, y, shape)) continue;
        const what = `is crossed by the line ${nameOf(shape)}`;
        faults.push({ check: 'overlapping', words: line.words, what });
        break;
      }
    }
  }
  return faults;
}

function hiddenAt(x: number, y: number, shape: Element): boolean {
  const stack = document.elementsFromPoint(x, y);
  const place = stack.indexOf(shape);
  return (place < 0 ? stack : stack.slice(0, place)).some((above) => above !== shape && isOpaque(above));
}

/** A straight line's box has no width. */
function grown(shape: Element): Box {
  const { left, top, right, bottom } = shape.getBoundingClientRect();
  return { left: left - 1, top: top - 1, right: right + 1, bottom: bottom + 1 };
}

function shrunk({ left, top, right, bottom }: Box, by: number): Box {
  return { left: left + by, top: top + by, right: right - by, bottom: bottom - by };
}
