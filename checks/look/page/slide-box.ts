// Where the current slide is: its section, its rectangle, its scale.
import { type Box, boxOf, intersect } from './box.ts';

export type SlideBox = {
  section: HTMLElement;
  slides: HTMLElement;
  /** The part of the slide that the window shows. */
  area: Box;
  /** Window pixels for one of the slide's 1920. */
  scale: number;
};

/** Widths and heights in talk and tests are in these pixels. */
const SLIDE_WIDTH = 1920;

export function slideBox(): SlideBox {
  const slides = document.querySelector<HTMLElement>('.slides');
  const { deck } = window as unknown as { deck?: { getCurrentSlide(): HTMLElement } };
  const section = deck?.getCurrentSlide() ?? document.querySelector<HTMLElement>('.slides section.present');
  if (!slides || !section) throw new Error('this page has no .slides with a current section');
  const drawn = boxOf(slides.getBoundingClientRect());
  const view = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };
  return { section, slides, area: intersect(drawn, view), scale: (drawn.right - drawn.left) / SLIDE_WIDTH };
}

/** What a check found at one place. Lengths in `by` are in the slide's own pixels. */
export type Fault = { check: string; words: string; what: string };

export const px = (length: number): string => `${Math.round(length * 10) / 10} px`;
