// What a deck has on the machine, and what is left of it afterwards: processes, namespaces, cgroups, BPF programs.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupRoot } from '../server/lab/cgroup.ts';

export type Traces = {
  /** All processes below the deck, the lab's root part and everything in its panes included. */
  pids: number[];
  /** Namespaces those processes live in that are not the tests' own: `net:[4026532000]`. */
  namespaces: string[];
  cgroups: string[];
  /** Ids of the kernel's programs that those processes hold, by themselves or by a link. */
  programs: number[];
};

/** Looks at a running deck by its process. */
export function tracesOf(pid: number): Traces {
  const pids = descendants(pid);
  const own = new Set(['net', 'mnt', 'pid', 'uts'].map((kind) => readlinkSync(`/proc/self/ns/${kind}`)));
  const namespaces = new Set<string>();
  for (const each of pids) for (const ns of namespacesOf(each)) if (!own.has(ns)) namespaces.add(ns);
  const cgroups = deckCgroups().filter((name) => pids.includes(Number(name.split('-').pop())));
  return { pids, namespaces: [...namespaces], cgroups, programs: [...new Set(pids.flatMap(programsOf))] };
}

/** What of it is still there. A process id that was given to somebody else by now does not count. */
export function leftOf(before: Traces): Traces {
  const living = everyPid();
  const namespaces = new Set(living.flatMap(namespacesOf));
  return {
    pids: before.pids.filter((pid) => living.includes(pid) && !isZombie(pid)),
    namespaces: before.namespaces.filter((ns) => namespaces.has(ns)),
    cgroups: before.cgroups.filter((name) => deckCgroups().includes(name)),
    programs: before.programs.filter((id) => loadedPrograms().includes(id)),
  };
}

export const NOTHING: Traces = { pids: [], namespaces: [], cgroups: [], programs: [] };

/** Waits until nothing is left, ten seconds at most, and gives what is. */
export async function leftAfter(before: Traces): Promise<Traces> {
  for (let tries = 0; tries < 100; tries++) {
    const left = leftOf(before);
    if (JSON.stringify(left) === JSON.stringify(NOTHING)) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return leftOf(before);
}

/** The host's own qdiscs; no demo may change them. */
export function hostQdiscs(): string {
  return execFileSync('tc', ['qdisc', 'show'], { encoding: 'utf8' });
}

/** What the fdinfo of a program's or link's file descriptor says (kernel/bpf/syscall.c: `prog_id:`). */
function programsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/fdinfo`).flatMap((fd) => {
      const id = /^prog_id:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1];
      return id === undefined ? [] : [Number(id)];
    });
  } catch {
    return [];
  }
}

/** All programs in the kernel, attached by whatever means. */
function loadedPrograms(): number[] {
  const programs = JSON.parse(execFileSync('bpftool', ['--json', 'prog', 'list'], { encoding: 'utf8' }));
  return (programs as { id: number }[]).map(({ id }) => id);
}

function deckCgroups(): string[] {
  return readdirSync(cgroupRoot()).filter((name) => name.startsWith('ebpf-talk-'));
}

function descendants(root: number): number[] {
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

function everyPid(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function parentOf(pid: number): number | undefined {
  const fields = stat(pid);
  return fields && Number(fields[1]);
}

function isZombie(pid: number): boolean {
  return stat(pid)?.[0] === 'Z';
}

function namespacesOf(pid: number): string[] {
  const found: string[] = [];
  for (const kind of ['net', 'mnt', 'pid', 'uts']) {
    try {
      found.push(readlinkSync(join('/proc', String(pid), 'ns', kind)));
    } catch {}
  }
  return found;
}
