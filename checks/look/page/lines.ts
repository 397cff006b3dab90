// Every line of text that the slide shows, HTML and SVG: its words, the box of its ink, what clips it.
import { type Box, boxOf, intersect, isEmpty, paddingBox, scaleOf, union } from './box.ts';
import { type SlideBox, slideBox } from './slide-box.ts';

export type Line = {
  words: string;
  /** The element that contains the text directly. */
  element: Element;
  /** `cells`: inside xterm.js or CodeMirror, which place and scroll their text themselves. */
  place: 'slide' | 'footer' | 'cells';
  /** As wide as the text and as high as its ink, in window pixels, before clipping. */
  box: Box;
  /** The box after clipping. */
  shown: Box;
  clips: { element: Element; box: Box }[];
  /** Type size as drawn, in the slide's pixels. */
  size: number;
};

/** Text that doesn't count as text on the slide. */
const NOT_SHOWN = 'script, style, title, desc, .aria-status, .xterm-accessibility, .xterm-helpers';

/** All lines on the current slide and its footer, in the order of the document. */
export function readLines(on: SlideBox = slideBox()): Line[] {
  const lines = linesIn(on.section, on);
  const footer = document.querySelector('.deck-footer');
  return footer ? [...lines, ...linesIn(footer, on)] : lines;
}

function linesIn(root: Element, on: SlideBox): Line[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const lines: Line[] = [];
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const element = node.parentElement;
    if (!element || !node.data.trim() || element.closest(NOT_SHOWN) || !isVisible(element)) continue;
    lines.push(...linesOf(node, element, on));
  }
  return lines;
}

function isVisible(element: Element): boolean {
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

function linesOf(node: Text, element: Element, on: SlideBox): Line[] {
  const place = element.closest('.xterm, .cm-editor')
    ? 'cells'
    : element.closest('.deck-footer')
      ? 'footer'
      : 'slide';
  const view = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
  const clips = clipsAround(element);
  const scale = element instanceof SVGGraphicsElement ? svgScale(element) : scaleOf(element);
  const size = (Number.parseFloat(getComputedStyle(element).fontSize) * scale) / on.scale;
  const lines: Line[] = [];
  for (const { words, rect } of setLines(node)) {
    const box = inkBox(words, rect, element);
    let shown = intersect(box, view);
    for (const clip of clips) shown = intersect(shown, clip.box);
    // Text for screen readers alone is clipped to nothing.
    if (isEmpty(rect) || (isEmpty(shown) && clips.some(({ box }) => box.right - box.left < 4))) continue;
    lines.push({ words, element, place, box, shown, clips, size });
  }
  return lines;
}

/** The node's words line by line, each with the rectangle of its characters. */
function setLines(node: Text): { words: string; rect: Box }[] {
  const range = document.createRange();
  const { data } = node;
  range.setStart(node, data.length - data.trimStart().length);
  range.setEnd(node, data.trimEnd().length);
  const whole = [...range.getClientRects()].filter((rect) => rect.width > 0);
  if (whole.length === 1) return [{ words: data.trim(), rect: boxOf(whole[0]!) }];
  const lines: { words: string; rect: Box }[] = [];
  let at = 0;
  let gap = '';
  for (const sign of data) {
    range.setStart(node, at);
    at += sign.length;
    range.setEnd(node, at);
    const rect = [...range.getClientRects()].find((rect) => rect.width > 0);
    if (!sign.trim()) gap = ' ';
    if (!rect || !sign.trim()) continue;
    const last = lines.at(-1);
    if (last && Math.abs(last.rect.top - rect.top) < 2 && rect.left > last.rect.left) {
      last.words += gap + sign;
      last.rect = union(last.rect, boxOf(rect));
    } else lines.push({ words: sign, rect: boxOf(rect) });
    gap = '';
  }
  return lines;
}

const canvas = document.createElement('canvas').getContext('2d')!;
const heights = new Map<string, { ascent: number; descent: number; up: number; down: number }>();

/** The rectangle of the ink of these words; that of characters is as high as the font. */
function inkBox(words: string, rect: Box, element: Element): Box {
  const style = getComputedStyle(element);
  const font = `${style.fontStyle} ${style.fontWeight} 100px ${style.fontFamily}`;
  const key = `${font} ${words}`;
  let height = heights.get(key);
  if (!height) {
    canvas.font = font;
    const m = canvas.measureText(words);
    height = {
      ascent: m.fontBoundingBoxAscent,
      descent: m.fontBoundingBoxDescent,
      up: m.actualBoundingBoxAscent,
      down: m.actualBoundingBoxDescent,
    };
    heights.set(key, height);
  }
  const one = (rect.bottom - rect.top) / (height.ascent + height.descent);
  const baseline = rect.top + one * height.ascent;
  return { ...rect, top: baseline - one * height.up, bottom: baseline + one * height.down };
}

function svgScale(element: SVGGraphicsElement): number {
  const matrix = element.getScreenCTM();
  return matrix ? Math.hypot(matrix.a, matrix.b) : 1;
}

/** The ancestors that clip their content, up to the slide. */
function clipsAround(element: Element): { element: Element; box: Box }[] {
  const clips: { element: Element; box: Box }[] = [];
  for (let at: Element | null = element; at && !at.matches('.slides, body'); at = at.parentElement) {
    const style = getComputedStyle(at);
    const isBox = at instanceof HTMLElement ? style.display !== 'inline' : at instanceof SVGSVGElement;
    const cuts = isBox && (style.overflowX !== 'visible' || style.overflowY !== 'visible');
    if (cuts || style.clipPath !== 'none') clips.push({ element: at, box: paddingBox(at) });
  }
  return clips;
}

/** `<text class="d-name">`, for a message. */
export function nameOf(element: Element): string {
  const className = element.getAttribute('class');
  return `<${element.localName}${className ? ` class="${className}"` : ''}>`;
}
