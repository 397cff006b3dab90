// A short neutral hint at the foot of the slide that disappears by itself.
import { element } from './element.ts';

export type Hint = { show(text: string): void };

/** @param forMs how long a hint stays, in ms. */
export function createHint(forMs: number): Hint {
  const root = element('div', 'deck-hint');
  root.setAttribute('role', 'status');
  document.body.append(root);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    show(text) {
      root.textContent = text;
      root.classList.add('shown');
      clearTimeout(timer);
      timer = setTimeout(() => root.classList.remove('shown'), forMs);
    },
  };
}
