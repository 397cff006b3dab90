// A short neutral hint at the foot of the slide that disappears by itself.
import { element } from './element.ts';

export type Hint = {
  /** @param forMs how long it stays, in ms. */
  show(text: string, forMs?: number): void;
};

/** @param usualMs how long a hint stays, in ms. */
export function createHint(usualMs: number): Hint {
  const root = element('div', 'deck-hint');
  root.setAttribute('role', 'status');
  document.body.append(root);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    show(text, forMs = usualMs) {
      root.textContent = text;
      root.classList.add('shown');
      clearTimeout(timer);
      timer = setTimeout(() => root.classList.remove('shown'), forMs);
    },
  };
}
