// What a killed lab could not remove: found by its state file, and removed. A living lab is left alone.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeCgroup } from './cgroup.ts';

/** Where labs keep their files: one folder each, named after the process, owned by root. */
export const RUN_DIR = '/run/ebpf-talk';

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

/** Removes what dead labs left. @returns one line for each of them. */
export async function removeLeftovers(dir = RUN_DIR): Promise<string[]> {
  const notes: string[] = [];
  if (!existsSync(dir)) return notes;
  for (const name of readdirSync(dir)) {
    if (!name.startsWith('lab-')) continue;
    const path = join(dir, name);
    try {
      const state = JSON.parse(readFileSync(join(path, 'state.json'), 'utf8')) as State;
      if (processStart(state.pid) === state.start) continue;
      if (/\/ebpf-talk-\d+$/.test(state.cgroup)) await removeCgroup(state.cgroup);
      rmSync(path, { recursive: true, force: true });
      notes.push(`removed what an earlier run left behind (process ${state.pid})`);
    } catch (error) {
      notes.push(`${path}: ${(error as Error).message}; remove it by hand with: sudo rm -r ${path}`);
    }
  }
  return notes;
}
