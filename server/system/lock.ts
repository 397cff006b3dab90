// Lets one process of the machine at a time do something, by the kernel's lock on a file or folder.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** How long to wait for the others, in s; they hold the lock for milliseconds, longer on a slow disk. */
const WAIT_S = 10;

/**
 * Runs `act` while no other process does the same with this folder. The lock (flock(2)) belongs to our open file, so
 * the kernel releases it however we end. Node has no call for it: flock(1) of util-linux locks the file that we pass it.
 * Without that program, or after `WAIT_S`, `act` runs without the lock: the talk must start on every laptop, and two
 * decks rarely begin in the same millisecond.
 * @param dir an absolute path; nothing is written there.
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
  /** Ends the wait; `act` is still called and must check it. */
  signal?: AbortSignal;
  /** Called when another process has the lock, to show that we wait. */
  onWait(): void;
};

/**
 * The same for work that takes minutes: waits, without blocking this process, for as long as another process works.
 * @param path an existing file or folder, absolute.
 * @param act `waited`: another process had the lock, so look again at what is left to do.
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

/** @returns flock(1)'s status: 1 when another process has the lock; null without that program, and nothing is locked. */
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
