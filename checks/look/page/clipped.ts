// Text that is cut off: by the slide's edge, by a box around it, or wider than the shape it stands in.
import { type Box, boxOf, overhang } from './box.ts';
import { type Line, nameOf } from './lines.ts';
import { type Fault, px, type SlideBox } from './slide-box.ts';

/** Elements that cut off text on purpose. */
const CUT_ON_PURPOSE = [
  {
    selector: '.deck-step-command',
    why: 'up to 143 characters; it ends in dots, the terminal shows it whole',
  },
] as const;

/** Slide pixels allowed for rounding. */
const TOLERANCE = 1.5;

export function findClipped(lines: readonly Line[], on: SlideBox): Fault[] {
  const faults: Fault[] = [];
  const tolerance = TOLERANCE * on.scale;
  for (const line of lines) {
    if (line.place === 'cells') continue;
    if (CUT_ON_PURPOSE.some(({ selector }) => line.element.closest(selector))) continue;
    const view = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
    const frames: { name: string; box: Box }[] = [
      line.place === 'footer' ? { name: 'the window', box: view } : { name: 'the slide', box: on.area },
      ...line.clips.map(({ element, box }) => ({ name: nameOf(element), box })),
      ...drawings(line.element),
      ...shapeBehind(line),
      ...blockAround(line.element),
    ];
    for (const { name, box } of frames) {
      const { side, by } = overhang(line.box, box);
      if (by <= tolerance) continue;
      faults.push({
        check: 'clipped',
        words: line.words,
        what: `reaches ${px(by / on.scale)} out of ${name} at the ${side}`,
      });
      break;
    }
  }
  return [...faults, ...screensOutOfFrame(on), ...codeOutOfFrame(on)];
}

/** The outermost drawing's viewBox; what is outside it is not meant to be seen. */
function drawings(element: Element): { name: string; box: Box }[] {
  const svg = element instanceof SVGElement ? element.ownerSVGElement : null;
  if (!svg) return [];
  return [{ name: `the viewBox of ${nameOf(svg)}`, box: boxOf(svg.getBoundingClientRect()) }];
}

/** The smallest rectangle or circle of the same group that stands behind the middle of the text. */
function shapeBehind({ element, box }: Line): { name: string; box: Box }[] {
  const text = element instanceof SVGElement ? element.closest('text') : null;
  const x = (box.left + box.right) / 2;
  const y = (box.top + box.bottom) / 2;
  const behind: { name: string; box: Box }[] = [];
  for (const shape of text?.parentElement?.children ?? []) {
    if (shape === text) break;
    if (!/^(rect|circle|ellipse)$/.test(shape.localName)) continue;
    const around = boxOf(shape.getBoundingClientRect());
    if (around.left < x && x < around.right && around.top < y && y < around.bottom)
      behind.push({ name: `its ${nameOf(shape)}`, box: around });
  }
  const area = ({ box }: { box: Box }) => (box.right - box.left) * (box.bottom - box.top);
  return behind.sort((a, b) => area(a) - area(b)).slice(0, 1);
}

/** The block that the text is set in, which grows in height with it, but not in width. */
function blockAround(element: Element): { name: string; box: Box }[] {
  if (!(element instanceof HTMLElement)) return [];
  let at: HTMLElement = element;
  while (getComputedStyle(at).display.startsWith('inline') && at.parentElement) at = at.parentElement;
  const { left, right } = at.getBoundingClientRect();
  return [{ name: nameOf(at), box: { left, right, top: -Infinity, bottom: Infinity } }];
}

/** xterm.js places its own text; all of its screen must be inside its frame. */
function screensOutOfFrame(on: SlideBox): Fault[] {
  const faults: Fault[] = [];
  for (const frame of on.section.querySelectorAll('.deck-terminal-box')) {
    const screen = frame.querySelector('.xterm-screen');
    if (!screen) continue;
    const { side, by } = overhang(
      boxOf(screen.getBoundingClientRect()),
      boxOf(frame.getBoundingClientRect()),
    );
    if (by <= TOLERANCE * on.scale) continue;
    const pane = frame.closest('deck-terminal')?.getAttribute('pane') ?? '';
    const what = `reaches ${px(by / on.scale)} out of its frame at the ${side}`;
    faults.push({ check: 'clipped', words: `terminal ${pane}`, what });
  }
  return faults;
}

/** An editor scrolls up and down as one types; scrolling sideways on stage is not acceptable. */
function codeOutOfFrame(on: SlideBox): Fault[] {
  return [...on.section.querySelectorAll('.cm-scroller')].flatMap((scroller): Fault[] => {
    const by = scroller.scrollWidth - scroller.clientWidth;
    if (by <= TOLERANCE * on.scale) return [];
    const file = scroller.closest('deck-editor')?.getAttribute('file') ?? '';
    const what = `has a line that reaches ${px(by / on.scale)} out of its frame`;
    return [{ check: 'clipped', words: `editor ${file}`, what }];
  });
}
