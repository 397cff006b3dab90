// A few neutral words at the foot of the slide that go away by themselves.
import { element } from './element.ts';

export type Hint = { show(text: string): void };

/** @param forMs how long the words stay. */
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
