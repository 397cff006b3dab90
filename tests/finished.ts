// What is written by hand on stage, put into a deck's working copy at once: the finished file of bpf/ping-monitor. Tests nothing.
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
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

export function writeFinished(deck: Deck): void {
  copyFileSync(join(ROOT, 'bpf/ping-monitor', EDITED), join(workspaceOf(deck), 'ping-monitor', EDITED));
}
