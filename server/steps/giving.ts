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

export class Giving {
  /** The demos whose steps are being given. */
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly giver: Giver) {}

  /** Gives a demo's waiting steps in order; does nothing while it already does that. */
  begin(demo: string, entries: readonly Entry[]): void {
    if (this.running.has(demo)) return;
    const stop = new AbortController();
    this.running.set(demo, stop);
    void this.giveEach(entries, stop.signal).then(() => {
      if (this.running.get(demo) === stop) this.running.delete(demo);
    });
  }

  stop(demo: string): void {
    this.running.get(demo)?.abort();
    this.running.delete(demo);
  }

  dispose(): void {
    for (const demo of [...this.running.keys()]) this.stop(demo);
  }

  private async giveEach(entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    for (const entry of entries) {
      if (signal.aborted) return;
      if (entry.status.state === 'waiting') await this.giveOne(entry, signal);
    }
  }

  /** Resolves when the step has ended, or when it was reset. */
  private giveOne(entry: Entry, signal: AbortSignal): Promise<void> {
    const { ask, giveUp, changes, bound } = this.giver;
    return new Promise((resolve) => {
      const timer = setTimeout(() => entry.wish && giveUp(entry), bound);
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        stop();
        resolve();
      };
      const look = () => {
        const { state } = entry.status;
        if (state !== 'typing' && state !== 'running' && !(state === 'waiting' && entry.wish)) end();
      };
      const stop = changes.add(look);
      signal.addEventListener('abort', end);
      ask(entry);
      look();
    });
  }
}
