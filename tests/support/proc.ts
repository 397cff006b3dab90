// Processes as /proc tells of them: who they are, who begot them, what they hold. Knows no deck.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export function everyPid(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** Fields of proc_pid_stat(5) behind the command's name: state, parent, … */
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

/** `pid@start`: no other process has ever had it. */
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

/** A process and all below it; of those that have lost their parent only what the kernel has left below. */
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

/** `net:[4026532000]`, one of each kind that a deck makes. */
export function namespacesOf(pid: number): string[] {
  const found: string[] = [];
  for (const kind of ['net', 'mnt', 'pid', 'uts', 'user']) {
    try {
      found.push(readlinkSync(join('/proc', String(pid), 'ns', kind)));
    } catch {}
  }
  return found;
}

/** What the fdinfo of a program's or link's file descriptor says (kernel/bpf/syscall.c: `prog_id:`). */
export function programsOf(pid: number): number[] {
  return factsOf(pid, /^prog_id:\s*(\d+)/m);
}

/** Numbers of the PTYs whose master end it holds (drivers/tty/pty.c: `tty-index:`). */
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
