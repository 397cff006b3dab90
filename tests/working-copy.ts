// Where a deck works, and the file that the talk writes there. Tests nothing.
import { readdirSync, readFileSync } from 'node:fs';
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
