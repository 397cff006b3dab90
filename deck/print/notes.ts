// The notes under their slides, a page each: the type, then the slide, shrinks until nothing is cut. Loads no notes.
import type { notes as Notes } from 'virtual:notes';

/** In points; 9 is as small as print should be. */
const TYPE_PT = [12, 11.5, 11, 10.5, 10, 9.5, 9];
/** How much of the page's width the slide takes when the type alone doesn't do. */
const SLIDE_PARTS = [1, 0.85, 0.7, 0.55];

/** Notes that fit nowhere get `data-cut` on their page, for `npm run export` to name. */
export function drawNotes(pages: readonly HTMLElement[], notes: typeof Notes): void {
  pages.forEach((page, index) => {
    const words = document.createElement('div');
    words.className = 'print-notes';
    words.innerHTML = notes[index]?.html || '<p class="print-none">no notes for this slide</p>';
    page.append(words);
    page.toggleAttribute('data-cut', !shrink(page, words));
  });
}

/** Takes the largest type that fits, then a smaller slide. */
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
