// Notices whatever moves or resizes the slides: the window, full screen, the pixel ratio or reveal.
import type { RevealApi } from 'reveal.js';
import { Listeners } from '../../protocol/listeners.ts';
import { onDeck } from './on-deck.ts';

export type Layout = {
  /** Called at most once a frame, after reveal has laid out its slides. */
  on(listener: () => void): () => void;
};

export function watchLayout(deck: RevealApi): Layout {
  const listeners = new Listeners();
  let due = false;
  const soon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      listeners.call();
    });
  };

  // A media query matches one ratio only, so each change needs a new one.
  const watchRatio = () => {
    const ratio = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    ratio.addEventListener('change', ratioChanged, { once: true });
  };
  const ratioChanged = () => {
    watchRatio();
    soon();
  };
  watchRatio();

  onDeck(deck, ['ready', 'resize', 'slidechanged', 'sync'], soon);
  window.addEventListener('resize', soon);
  document.addEventListener('fullscreenchange', soon);
  document.fonts.addEventListener('loadingdone', soon);

  return { on: (listener) => listeners.add(listener) };
}
