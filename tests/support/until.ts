// Polls until something is there: for files, /proc and states that send no event.
import { setTimeout as pause } from 'node:timers/promises';

type Limits = { withinMs?: number; everyMs?: number };

/**
 * Calls `look` every `everyMs` (20) until it returns something other than false, null and undefined.
 * @throws `fault` after `withinMs` (10 s).
 */
export async function until<T>(
  look: () => T | Promise<T>,
  fault: string | (() => string),
  { withinMs = 10_000, everyMs = 20 }: Limits = {},
): Promise<Exclude<T, false | null | undefined>> {
  for (const end = Date.now() + withinMs; ; ) {
    const found = await look();
    if (found !== false && found !== null && found !== undefined)
      return found as Exclude<T, false | null | undefined>;
    if (Date.now() > end) throw new Error(typeof fault === 'string' ? fault : fault());
    await pause(everyMs);
  }
}
