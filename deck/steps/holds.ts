// The step that Next has asked for and that only the pages remember, since the server is away or can't hold it.
import { Listeners } from '../../protocol/listeners.ts';
import type { Held } from '../../protocol/step.ts';
import type { Companions, Hold } from '../windows/companions.ts';

export type Holds = {
  of(demo: string, step: string): Held | undefined;
  /** Holds this step in all of the speaker's windows, in place of the one before. */
  set(hold: Hold): void;
  clear(): void;
  on(listener: () => void): () => void;
};

/** At most one step is held: the next one, where the deck is. */
export function createHolds(companions: Pick<Companions, 'send' | 'on'>): Holds {
  let now: Hold | null = null;
  const listeners = new Listeners();
  const become = (next: Hold | null, tell: boolean) => {
    if (now === next) return;
    now = next;
    if (tell) companions.send({ t: 'hold', hold: now });
    listeners.call();
  };
  companions.on((message) => {
    if (message.t === 'hold') become(message.hold, false);
  });
  return {
    of: (demo, step) => (now?.demo === demo && now.step === step ? now.held : undefined),
    set: (hold) => become(hold, true),
    clear: () => become(null, true),
    on: (listener) => listeners.add(listener),
  };
}
