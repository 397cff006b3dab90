// One at a time of all processes of this machine: the kernel's lock on a file or folder, for moments or for a long work.
import { spawn, spawnSync } from 'node:child_process';
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

export type Turn = {
  /** Ends the waiting; `act` is called then all the same, and has to look at it. */
  signal?: AbortSignal;
  /** Called when another process is in there: what it waits for is worth a line. */
  onWait(): void;
};

/**
 * The same for work that takes minutes: waits for as long as the other process lives or works, without standing in the
 * way of anything else here.
 * @param path a file or folder that is there, absolute.
 * @param act gets whether another process has been in there meanwhile: then it has to look again what is left to do.
 */
export async function inTurn<T>(
  path: string,
  { signal, onWait }: Turn,
  act: (waited: boolean) => Promise<T>,
): Promise<T> {
  const file = openSync(path, 'r');
  try {
    const busy = (await flock(['--nonblock'], file, signal)) === 1;
    if (busy) {
      onWait();
      await flock([], file, signal);
    }
    return await act(busy);
  } finally {
    closeSync(file);
  }
}

/** @returns flock(1)'s status; it is 1 when the lock is not to be had, and without that program nothing is locked. */
function flock(
  options: readonly string[],
  file: number,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn('flock', ['--exclusive', ...options, '3'], {
      stdio: ['ignore', 'ignore', 'ignore', file],
      ...(signal ? { signal } : {}),
    });
    child.on('error', () => resolve(null)).on('exit', (status) => resolve(status));
  });
}
