// Tells a press from the bounce of the press before it, whichever of the deck's windows got that one.
import type { Companions } from '../windows/companions.ts';

/** The same command again within this time, in ms, is the same press; a person needs 150 for two. */
export const BOUNCE_MS = 120;

export type Bounce = {
  /** Whether this is a press of its own; tells the other windows of it. */
  fresh(command: string): boolean;
};

/** @param now milliseconds of a steady clock. */
export function createBounce(
  companions: Pick<Companions, 'send' | 'on'>,
  now: () => number = () => performance.now(),
): Bounce {
  const last = new Map<string, number>();
  companions.on((message) => {
    if (message.t === 'pressed') last.set(message.command, now());
  });
  return {
    fresh(command) {
      const before = last.get(command);
      const at = now();
      if (before !== undefined && at - before < BOUNCE_MS) return false;
      last.set(command, at);
      companions.send({ t: 'pressed', command });
      return true;
    },
  };
}
