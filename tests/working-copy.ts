// Where a deck works, and the file that the talk writes there. Tests nothing.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Deck, ROOT } from './deck.ts';

/** The one file that the talk changes, inside the project. */
export const EDITED = 'ping-monitor-ebpf/src/main.rs';

/** The folder that a deck works in: `stage`, and `stage-2` for a second deck at the same time. */
export function workspaceOf({ process: { pid } }: Deck): string {
  const store = join(ROOT, '.cache/workspaces');
  const markers = readdirSync(store).filter((name) => name.endsWith('.json'));
  const own = markers.find((name) => JSON.parse(readFileSync(join(store, name), 'utf8')).pid === pid);
  if (!own)
    throw new Error(`the deck (process ${pid}) has opened no working copy; there are ${markers.join(', ')}`);
  return join(ROOT, own.slice(0, -'.json'.length));
}

/** Removes what a deck that was killed has left to the next one, which would go on with it. No deck may be running. */
export function clearWorkingCopies(): void {
  for (const name of readdirSync(ROOT)) {
    if (/^stage(-\d)?$/.test(name)) rmSync(join(ROOT, name), { recursive: true, force: true });
  }
}
