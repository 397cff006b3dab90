// Whether a terminal's shell stands at its prompt alone: no job, stopped or running, and nothing detached.
import { readdirSync, statSync } from 'node:fs';
import { statOf } from '../system/proc.ts';
import { markOf } from './pane-processes.ts';

/**
 * Looks at the processes of a terminal. Jobs are the shell's children; what was detached becomes a child of its pane's
 * first process, the shell's parent, or, without a process namespace, still has the pane's mark.
 * @param tty `/dev/pts/N`. The shell has to be in its foreground, as it is at a prompt.
 * @returns false also when the shell can't be found.
 */
export function isAtRest(tty: string): boolean {
  const device = statSync(tty, { throwIfNoEntry: false })?.rdev;
  if (device === undefined) return false;
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processOf(Number(name)));
  const shellPid = all.find((process) => process.tty === device)?.foreground;
  const shell = all.find(({ pid }) => pid === shellPid);
  if (!shell) return false;
  const above = new Set<number>();
  for (let each: Process | undefined = shell; each; each = all.find(({ pid }) => pid === each!.parent))
    above.add(each.pid);
  const mark = markOf(shell.pid);
  return !all.some(
    ({ pid, parent }) =>
      !above.has(pid) &&
      (parent === shell.pid || parent === shell.parent || (mark !== undefined && markOf(pid) === mark)),
  );
}

/** Fields of proc_pid_stat(5): `foreground` is the process group in the foreground of its terminal. */
type Process = { pid: number; parent: number; tty: number; foreground: number };

function processOf(pid: number): Process {
  const fields = statOf(pid);
  return { pid, parent: Number(fields[1]), tty: Number(fields[4]), foreground: Number(fields[5]) };
}
