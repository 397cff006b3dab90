// Listening to several of reveal's events at once.
import type { RevealApi } from 'reveal.js';

/** What every move of the deck fires, one or more of them. */
export const MOVES = ['slidechanged', 'fragmentshown', 'fragmenthidden'] as const;

/** @returns what ends it. */
export function onDeck(
  deck: RevealApi,
  events: readonly string[],
  listener: (event: Event) => void,
): () => void {
  for (const event of events) deck.on(event, listener);
  return () => {
    for (const event of events) deck.off(event, listener);
  };
}
