// Notices everything that moves or resizes the slides: window, full screen, pixel ratio, reveal. Lays out nothing.
import type { RevealApi } from 'reveal.js';

export type Layout = {
  /** Called at most once a frame, after reveal has laid out its slides. */
  on(listener: () => void): () => void;
  dispose(): void;
};

export function watchLayout(deck: RevealApi): Layout {
  const listeners = new Set<() => void>();
  let frame = 0;
  const soon = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      for (const listener of [...listeners]) listener();
    });
  };

  // A query matches one ratio only: after a change another one is asked.
  let ratio: MediaQueryList | undefined;
  const watchRatio = () => {
    ratio?.removeEventListener('change', ratioChanged);
    ratio = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    ratio.addEventListener('change', ratioChanged);
  };
  const ratioChanged = () => {
    watchRatio();
    soon();
  };
  watchRatio();

  const deckEvents = ['ready', 'resize', 'slidechanged', 'sync'];
  for (const event of deckEvents) deck.on(event, soon);
  window.addEventListener('resize', soon);
  document.addEventListener('fullscreenchange', soon);
  document.fonts.addEventListener('loadingdone', soon);

  return {
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      cancelAnimationFrame(frame);
      ratio?.removeEventListener('change', ratioChanged);
      for (const event of deckEvents) deck.off(event, soon);
      window.removeEventListener('resize', soon);
      document.removeEventListener('fullscreenchange', soon);
      document.fonts.removeEventListener('loadingdone', soon);
      listeners.clear();
    },
  };
}
