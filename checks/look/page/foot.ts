// The foot of the slide is for the footer: nothing else in its last 60 px, and nothing over the footer.
import { type Box, boxOf, intersect, isEmpty, overhang } from './box.ts';
import { type Line, nameOf } from './lines.ts';
import { type Fault, px, type SlideBox } from './slide-box.ts';

/** Slide pixels above the slide's lower edge. */
const FOOT = 60;

const THINGS =
  'deck-terminal, deck-editor, deck-steps, deck-packet, pre, table, img, .byte, .bytes, svg :is(rect, circle, ellipse, path, line, polyline, polygon, image, use)';

export function findInFoot(lines: readonly Line[], on: SlideBox): Fault[] {
  const bottom = on.slides.getBoundingClientRect().bottom - FOOT * on.scale;
  const faults: Fault[] = [];
  const footer = document.querySelector('.deck-footer');
  const footerBox = footer?.checkVisibility() ? boxOf(footer.getBoundingClientRect()) : null;
  const judge = (words: string, box: Box, name: string) => {
    if (isEmpty(box)) return;
    const by = box.bottom - bottom;
    if (by > on.scale)
      faults.push({
        check: 'foot',
        words,
        what: `${name} reaches ${px(by / on.scale)} into the last ${FOOT} px`,
      });
    else if (footerBox && !isEmpty(intersect(box, footerBox)))
      faults.push({ check: 'foot', words, what: `${name} overlaps the footer` });
  };
  for (const line of lines) if (line.place === 'slide') judge(line.words, line.shown, nameOf(line.element));
  for (const thing of on.section.querySelectorAll(THINGS)) {
    if (thing.closest('defs, clipPath, mask, marker')) continue;
    if (!thing.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const box = boxOf(thing.getBoundingClientRect());
    // A background continues beyond the slide, to the edges of the window.
    const slide = boxOf(on.slides.getBoundingClientRect());
    const isGround = box.left < slide.left && box.right > slide.right;
    if (!isGround && !thing.closest('.xterm, .cm-editor')) judge('', box, nameOf(thing));
  }
  if (footerBox) {
    const { side, by } = overhang(footerBox, { left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    if (by > 1)
      faults.push({
        check: 'foot',
        words: '',
        what: `the footer is ${px(by)} out of the window at the ${side}`,
      });
  }
  return faults;
}
