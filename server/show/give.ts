// Gives steps that were not given live, one after the other.
import type { Listeners } from '../../protocol/listeners.ts';
import type { StepView } from '../../protocol/step.ts';
import type { Entry } from './step-entry.ts';

type Giver = {
  /** Begins a step, or remembers it until its pane is free. */
  ask(entry: Entry): void;
  /** Ends a step that does not begin. */
  giveUp(entry: Entry): void;
  changes: Listeners<[view: StepView]>;
  /** How long a step may be held, in ms. */
  bound: number;
};

/** Resolves when all have ended. A step that a person asks for in between is not asked for twice. */
export async function giveInOrder(entries: readonly Entry[], giver: Giver): Promise<void> {
  for (const entry of entries) if (entry.status.state === 'waiting') await giveOne(entry, giver);
}

function giveOne(entry: Entry, { ask, giveUp, changes, bound }: Giver): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => entry.wish && giveUp(entry), bound);
    const look = () => {
      const { state } = entry.status;
      if (state === 'typing' || state === 'running' || (state === 'waiting' && entry.wish)) return;
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = changes.add(look);
    ask(entry);
    look();
  });
}
