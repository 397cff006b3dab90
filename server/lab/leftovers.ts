// What a killed lab could not remove: found by its state file, and removed. A living lab is left alone.
import { type StdioOptions, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeCgroup } from './cgroup.ts';

/** Where labs keep their files: one folder each, named after the process, owned by root. */
export const RUN_DIR = '/run/ebpf-talk';

/** The file in a lab's folder that says whose it is. */
export const STATE = 'state.json';

type State = { pid: number; start: string; cgroup: string };

/**
 * When a process was started, in clock ticks after boot; together with the pid it is unique.
 * Fields 3 and 22 of proc_pid_stat(5).
 * @returns an empty string when there is no such process, or only a zombie, which a lazy init may keep.
 */
export function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? '' : (fields[19] ?? '');
  } catch {
    return '';
  }
}

/**
 * Says that the lab in `dir` lives, for as long as this process does: the kernel's lock on its state file (flock(1) locks
 * the file that we pass it). A process number says nothing in a container, which counts its own.
 */
export function holdState(dir: string): void {
  lock(openSync(join(dir, STATE), 'r'));
}

function isHeld(file: string): boolean {
  const fd = openSync(file, 'r');
  const free = lock(fd);
  closeSync(fd);
  return !free;
}

function lock(fd: number): boolean {
  const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', fd];
  return spawnSync('flock', ['--exclusive', '--nonblock', '3'], { stdio }).status !== 1;
}

/** Removes what dead labs left. @returns one line for each of them. */
export async function removeLeftovers(dir = RUN_DIR): Promise<string[]> {
  const notes: string[] = [];
  if (!existsSync(dir)) return notes;
  for (const name of readdirSync(dir)) {
    if (!name.startsWith('lab-')) continue;
    const path = join(dir, name);
    try {
      const state = JSON.parse(readFileSync(join(path, STATE), 'utf8')) as State;
      if (processStart(state.pid) === state.start || isHeld(join(path, STATE))) continue;
      if (/\/ebpf-talk-\d+$/.test(state.cgroup)) await removeCgroup(state.cgroup);
      rmSync(path, { recursive: true, force: true });
      notes.push(`removed what an earlier run left behind (process ${state.pid})`);
    } catch (error) {
      notes.push(`${path}: ${(error as Error).message}; remove it by hand with: sudo rm -r ${path}`);
    }
  }
  return notes;
}
