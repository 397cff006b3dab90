// Reads processes from /proc: their identity, their children, and what they hold.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export function everyPid(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** Fields of proc_pid_stat(5) after the command's name: state, parent, … */
function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** When it was started, in clock ticks after boot. */
export function startOf(pid: number): string | undefined {
  return stat(pid)?.[19];
}

/** `pid@start`: unique to a process, unlike a pid. */
export function nameOf(pid: number): string | undefined {
  const start = startOf(pid);
  return start && `${pid}@${start}`;
}

function parentOf(pid: number): number | undefined {
  const fields = stat(pid);
  return fields && Number(fields[1]);
}

export function isZombie(pid: number): boolean {
  return stat(pid)?.[0] === 'Z';
}

/** A process and all its descendants, except those whose parent ended and that the kernel gave another parent. */
export function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const pid of everyPid()) {
    const parent = parentOf(pid);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: number[] = [];
  const visit = (pid: number) => {
    found.push(pid);
    for (const child of children.get(pid) ?? []) visit(child);
  };
  if (existsSync(`/proc/${root}`)) visit(root);
  return found;
}

export function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

/** Its namespaces (`net:[4026532000]`), one of each kind that a deck makes. */
export function namespacesOf(pid: number): string[] {
  const found: string[] = [];
  for (const kind of ['net', 'mnt', 'pid', 'uts', 'user']) {
    try {
      found.push(readlinkSync(join('/proc', String(pid), 'ns', kind)));
    } catch {}
  }
  return found;
}

/** Ids of the BPF programs it holds, from the fdinfo of programs and links (kernel/bpf/syscall.c: `prog_id:`). */
export function programsOf(pid: number): number[] {
  return factsOf(pid, /^prog_id:\s*(\d+)/m);
}

/** Numbers of the PTYs whose master it holds (drivers/tty/pty.c: `tty-index:`). */
export function mastersOf(pid: number): number[] {
  return factsOf(pid, /^tty-index:\s*(\d+)/m);
}

function factsOf(pid: number, pattern: RegExp): number[] {
  try {
    return readdirSync(`/proc/${pid}/fdinfo`).flatMap((fd) => {
      const fact = pattern.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1];
      return fact === undefined ? [] : [Number(fact)];
    });
  } catch {
    return [];
  }
}
