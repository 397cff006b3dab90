// A lock that says that something is in use: kept until it is let go or this process ends, however it ends.
// Unlike a process number, it is also true of a deck in a container, or one whose process this user may not see.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** The files that this process holds, open. */
const held = new Map<string, number>();

/** Holds a file, which is made if needed. Does nothing when this or another process holds it already. */
export function hold(file: string): void {
  if (held.has(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const fd = openSync(file, 'a');
  if (lock(fd)) held.set(file, fd);
  else closeSync(fd);
}

export function letGo(file: string): void {
  const fd = held.get(file);
  held.delete(file);
  if (fd !== undefined) closeSync(fd);
}

/** Whether another process holds it. */
export function isHeld(file: string): boolean {
  if (held.has(file)) return false;
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    return false; // Nobody has ever held it.
  }
  const free = lock(fd);
  closeSync(fd);
  return !free;
}

/**
 * Takes the kernel's lock, which belongs to our open file (flock(1) of util-linux locks the file that we pass it).
 * @returns false when another process has it. Without that program nothing is locked, and nothing seems to be.
 */
function lock(fd: number): boolean {
  const { status } = spawnSync('flock', ['--exclusive', '--nonblock', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  });
  return status !== 1;
}
