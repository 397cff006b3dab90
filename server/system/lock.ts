// One at a time of all processes of this machine: the kernel's lock on a folder. It is held for moments, not for a talk.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** How long the others may take, in s; they hold it for milliseconds, on a slow disk for some more. */
const WAIT_S = 10;

/**
 * Runs `act` while no other process is in here with the same folder. The lock (flock(2)) belongs to our open file, so
 * the kernel gives it back however we end. Node has no call for it: flock(1) of util-linux locks the file we lend it.
 * Without that program, and behind `WAIT_S`, it goes on unguarded: two decks that begin in the same millisecond are
 * rarer than a laptop on which the talk must start all the same.
 * @param dir an absolute path; read only, nothing is written there.
 */
export function exclusively<T>(dir: string, act: () => T): T {
  const file = openSync(dir, 'r');
  try {
    spawnSync('flock', ['--exclusive', '--timeout', String(WAIT_S), '3'], {
      stdio: ['ignore', 'ignore', 'ignore', file],
    });
    return act();
  } finally {
    closeSync(file);
  }
}
