// Type below the minimum size, measured as drawn, in pixels of a 1920 × 1080 slide.
import type { Line } from './lines.ts';
import { type Fault, px, type SlideBox } from './slide-box.ts';

/** Smaller type can't be read from the last row. */
const FLOOR = 24;

/** What may be smaller, each with its own minimum. */
const SMALLER = [
  { selector: '.deck-footer', floor: 22, why: 'where we are in the talk; not part of what is said' },
  { selector: '.deck-step-number', floor: 22, why: 'the number in a ring of 40 px beside the step’s name' },
] as const;

export function findSmall(lines: readonly Line[], on: SlideBox): Fault[] {
  const faults: Fault[] = [];
  const judge = (words: string, element: Element, size: number) => {
    const exception = SMALLER.find(({ selector }) => element.closest(selector));
    const floor = exception?.floor ?? FLOOR;
    // Font sizes are multiples of 1/64 px, and a scaled deck rounds its scale to two decimals.
    if (size > 0 && size < floor - 0.2)
      faults.push({ check: 'small', words, what: `is set at ${px(size)}, below ${floor} px` });
  };
  for (const { words, element, size } of lines) judge(words, element, size);
  for (const element of on.section.querySelectorAll('*')) {
    for (const pseudo of ['::before', '::after']) {
      const style = getComputedStyle(element, pseudo);
      const words = /^("[^"\s]+"|counter\()/.exec(style.content)?.[0];
      if (words && element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        judge(words, element, Number.parseFloat(style.fontSize));
    }
  }
  return faults;
}
