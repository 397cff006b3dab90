// Listens to several of reveal's events at once.
import type { RevealApi } from 'reveal.js';

/** Every move of the deck fires at least one of these. */
export const MOVES = ['slidechanged', 'fragmentshown', 'fragmenthidden'] as const;

/** @returns a function that stops listening. */
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
