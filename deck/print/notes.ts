// The notes under their slides, one page each: the type, then the slide, shrinks until nothing is cut.
import type { notes as Notes } from 'virtual:notes';

/** Type sizes in points; below 9, print is hard to read. */
const TYPE_PT = [12, 11.5, 11, 10.5, 10, 9.5, 9];
/** The slide's share of the page's width; it shrinks if smaller type alone is not enough. */
const SLIDE_PARTS = [1, 0.85, 0.7, 0.55];

/** Pages whose notes still don't fit get `data-cut`, so that `npm run export` can name them. */
export function drawNotes(pages: readonly HTMLElement[], notes: typeof Notes): void {
  pages.forEach((page, index) => {
    const words = document.createElement('div');
    words.className = 'print-notes';
    words.innerHTML = notes[index]?.html || '<p class="print-none">no notes for this slide</p>';
    page.append(words);
    page.toggleAttribute('data-cut', !shrink(page, words));
  });
}

/** Uses the largest slide and then the largest type that fit; returns false if none do. */
function shrink(page: HTMLElement, words: HTMLElement): boolean {
  for (const part of SLIDE_PARTS) {
    page.style.setProperty('--part', String(part));
    for (const size of TYPE_PT) {
      words.style.fontSize = `${size}pt`;
      if (words.scrollHeight <= words.clientHeight) return true;
    }
  }
  return false;
}
