// The clock, the elapsed time and the section's budget, with a reset that asks first; pace.ts does the sums.

import type { Section } from '../../protocol/talk.ts';
import { element } from '../page/element.ts';
import { arrive, formatDuration, pace, readTimer } from './pace.ts';

const KEY = 'deck-timer';
/** How long the reset button waits for the second click, in milliseconds. */
const ASK_MS = 5000;

export type Clock = {
  /** Call when the deck shows a section; `moved` is true unless the page has only just opened there. */
  arrive(section: string, moved: boolean): void;
};

export function createClock(root: HTMLElement, sections: readonly Section[]): Clock {
  const time = element('span', 'speaker-time');
  const elapsed = element('span', 'speaker-elapsed');
  const section = element('span', 'speaker-section');
  const budget = element('span', 'speaker-budget');
  const reset = element('button', 'speaker-reset');
  reset.type = 'button';
  root.append(time, elapsed, section, budget, reset);

  let timer = readTimer(localStorage.getItem(KEY), Date.now());
  let here = sections[0]?.id ?? '';
  let asking: ReturnType<typeof setTimeout> | undefined;

  const save = () => localStorage.setItem(KEY, JSON.stringify(timer));
  const show = () => {
    const now = Date.now();
    const state = pace(timer, sections, here, now);
    time.textContent = new Date(now).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    elapsed.textContent = formatDuration(state.elapsed);
    section.textContent = sections.find((s) => s.id === here)?.title ?? '';
    budget.textContent = state.budget
      ? `${formatDuration(state.inSection)} of ${minutes(state.budget)}`
      : formatDuration(state.inSection);
    root.dataset.pace = state.state;
    reset.hidden = timer.state === 'waiting';
    reset.textContent = asking ? 'really reset?' : 'reset';
  };
  const ask = (on: boolean) => {
    clearTimeout(asking);
    asking = on ? setTimeout(() => ask(false), ASK_MS) : undefined;
    reset.toggleAttribute('data-asking', on);
    show();
  };
  reset.addEventListener('click', () => {
    reset.blur();
    if (!asking) return ask(true);
    timer = { state: 'waiting' };
    save();
    ask(false);
  });
  setInterval(show, 250);
  show();

  return {
    arrive(to, moved) {
      here = to;
      timer = arrive(timer, to, moved, Date.now());
      save();
      show();
    },
  };
}

function minutes({ min, max }: { min: number; max: number }): string {
  return min === max ? `${max} min` : `${min}–${max} min`;
}
