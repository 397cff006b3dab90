// The footer: section, progress and slide number; outside the scaled slides, but scaled like them.
import type { RevealApi } from 'reveal.js';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import { drawnScale } from '../blocks/scaling.ts';
import { element } from './element.ts';

export type Footer = {
  /** Aligns it with the rectangle the slides really cover; reveal's rounded scale can make it wider than the window. */
  layOut(): void;
  /** Shows the current slide's section and number. */
  update(): void;
  /** Shows the state of a lost connection; an empty text clears it. */
  showState(text: string): void;
};

/** The space left free on both sides, in slide pixels. */
const MARGIN = 80;

export function createFooter(deck: RevealApi, talk: PublicTalk): Footer {
  const root = element('footer', 'deck-footer');
  const section = element('span', 'deck-footer-section');
  const track = element('span', 'deck-footer-track');
  const bar = element('span', 'deck-footer-bar');
  const word = element('span', 'deck-footer-word');
  const number = element('span', 'deck-footer-number');
  track.append(bar);
  root.append(section, track, word, number);
  document.body.append(root);

  return {
    layOut() {
      const slides = deck.getSlidesElement();
      if (!slides) return;
      const rect = slides.getBoundingClientRect();
      const scale = drawnScale(rect.width, slides.offsetWidth);
      const left = Math.max(rect.left, 0);
      const right = Math.min(rect.right, window.innerWidth);
      root.style.left = `${left + MARGIN * scale}px`;
      root.style.width = `${Math.max(0, right - left - 2 * MARGIN * scale)}px`;
      root.style.setProperty('--scale', String(scale));
    },
    update() {
      const slide = deck.getCurrentSlide();
      const id = slide?.getAttribute('data-section');
      const count = deck.getTotalSlides();
      const now = deck.getSlidePastCount() + 1;
      section.textContent = talk.sections.find((s) => s.id === id)?.title ?? '';
      number.textContent = `${now} / ${count}`;
      bar.style.width = `${count > 0 ? (100 * now) / count : 0}%`;
      root.hidden = now === 1 || slide?.dataset.footer === 'none';
    },
    showState(text) {
      word.textContent = text;
    },
  };
}
