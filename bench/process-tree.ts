// A process and its descendants as the kernel shows them: memory, processor time, and which are left.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { startOf, statOf } from '../server/system/proc.ts';

/** Clock ticks a second in /proc/PID/stat (sysconf _SC_CLK_TCK). */
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** `begun`: ticks since boot; with the pid it identifies a process. */
export type Process = { pid: number; parent: number; begun: string };

/** A process and all its descendants at this moment. */
export function treeOf(root: number): Process[] {
  const all = readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .flatMap((pid): Process[] => {
      const fields = statOf(pid);
      return fields.length === 0 ? [] : [{ pid, parent: Number(fields[1]), begun: fields[19]! }];
    });
  const tree = all.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

export function isAlive({ pid, begun }: Process): boolean {
  return startOf(pid) === begun;
}

/** Seconds of processor time, user and system, of one process and its threads. */
export function cpuSeconds(pid: number): number {
  const fields = statOf(pid);
  if (fields.length === 0) throw new Error(`process ${pid} is gone`);
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** The same for a process and all its descendants, with those that have ended and been waited for. */
export function treeCpuSeconds(root: number): number {
  return treeOf(root).reduce((sum, { pid }) => {
    const fields = statOf(pid);
    return sum + [11, 12, 13, 14].reduce((ticks, i) => ticks + Number(fields[i] ?? 0), 0) / TICKS;
  }, 0);
}

/** Resident memory of one process in MB (10⁶ bytes): VmRSS of proc_pid_status(5). */
export function rssMb(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (!match) throw new Error(`process ${pid} has no resident memory: it has ended`);
  return (Number(match[1]) * 1024) / 1e6;
}
