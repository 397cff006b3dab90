// Finds the folder that a deck works in, and the file that the talk writes there.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Deck, ROOT } from './deck.ts';
import { startOf } from './proc.ts';

/** The one file that the talk changes, inside the project. */
export const EDITED = 'ping-monitor-ebpf/src/main.rs';

const STORE = join(ROOT, '.cache/workspaces');

type Copy = { dir: string; pid: number; start: string };

/** The folders that decks have worked in; `pid` is 0 after a deck that ended by itself. */
function copies(): Copy[] {
  if (!existsSync(STORE)) return [];
  const markers = readdirSync(STORE).filter((name) => name.endsWith('.json'));
  return markers.map((name) => ({
    ...(JSON.parse(readFileSync(join(STORE, name), 'utf8')) as { pid: number; start: string }),
    dir: join(ROOT, name.slice(0, -'.json'.length)),
  }));
}

/** The folder that a deck works in: `stage`, or `stage-2` for a second deck at the same time. */
export function workspaceOf({ process: { pid } }: Deck): string {
  const own = copies().find((copy) => copy.pid === pid);
  if (!own) throw new Error(`the deck (process ${pid}) has opened no workspace`);
  return own.dir;
}

/** Removes what a killed deck has left, which the next deck would keep. Other decks may run. */
export function clearWorkingCopies(): void {
  for (const { dir, pid, start } of copies()) {
    if (pid > 0 && startOf(pid) !== start) rmSync(dir, { recursive: true, force: true });
  }
}
