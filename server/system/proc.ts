// When a process was started, and its session, from proc_pid_stat(5).
import { readFileSync } from 'node:fs';

/** When it was started, in clock ticks after boot; with the pid it identifies a process. Empty if it is gone or dead. */
export function startOf(pid: number): string {
  return statOf(pid)[19] ?? '';
}

/** The id of its session; NaN for a process that is gone or dead. */
export function sessionOf(pid: number): number {
  return Number(statOf(pid)[3]);
}

/** The fields after the command's name, the state first; none for a zombie. */
export function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? [] : fields;
  } catch {
    return [];
  }
}
