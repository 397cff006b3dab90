// The machine's folder of named network namespaces, /run/netns: panes cover it, so theirs end with them (pane.sh).
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_DIR } from './leftovers.ts';

/** `ip netns` looks here: iproute2's NETNS_RUN_DIR. */
const FOLDER = '/run/netns';

/** Removes the folder if a pane had to make it and this was the last lab; one that is in use by now stays. */
export function removeOwnNetns(dir = RUN_DIR, folder = FOLDER): void {
  const mark = join(dir, 'netns');
  if (!existsSync(mark) || readdirSync(dir).some((name) => name.startsWith('lab-'))) return;
  rmSync(mark);
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else's namespaces are in it, or it is gone.
  }
}
