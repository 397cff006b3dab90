// Lists what a deck has on the machine, and what is left of it afterwards: processes, namespaces, cgroups,
// BPF programs, qdiscs, PTYs and the lab's files. Other decks may run at the same time, so a name alone is
// not enough.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupRoot } from '../../server/lab/cgroup.ts';
import { RUN_DIR } from '../../server/lab/leftovers.ts';
import {
  descendants,
  everyPid,
  isZombie,
  mastersOf,
  nameOf,
  namespacesOf,
  programsOf,
  startOf,
} from './proc.ts';
import { until } from './until.ts';

export type Traces = {
  /** `pid@start` of all processes below the deck, with the lab's root part and everything in its panes. */
  processes: string[];
  /** Namespaces of those processes, except the tests' own: `net:[4026532000]`. */
  namespaces: string[];
  /** The lab's folder in the cgroup tree. */
  cgroups: string[];
  /** The panes' cgroups: `ebpf-talk-1/demo/pane-1`. */
  panes: string[];
  /** Ids of the BPF programs that those processes hold, directly or by a link. */
  programs: number[];
  /** Lines of `tc qdisc show` in those network namespaces, with the namespace before each. */
  qdiscs: string[];
  /** PTYs whose masters those processes hold: `pid@start 3` for /dev/pts/3, since its number is soon used again. */
  ptys: string[];
  /** The lab's files in /run/ebpf-talk: `lab-1/hosts`. */
  files: string[];
};

export const NOTHING: Traces = {
  processes: [],
  namespaces: [],
  cgroups: [],
  panes: [],
  programs: [],
  qdiscs: [],
  ptys: [],
  files: [],
};

const KINDS = Object.keys(NOTHING) as (keyof Traces)[];

/**
 * The traces of a running deck, from its process.
 * @param others more processes that belong to the deck, whatever their parent is now.
 */
export function tracesOf(pid: number, others: number[] = []): Traces {
  const own = new Set(namespacesOf(process.pid));
  const below = [...descendants(pid), ...others];
  // Also processes in the deck's process namespaces that have lost their parents.
  const inside = new Set(below.map((each) => namespaceOf(each, 'pid')).filter((ns) => ns && !own.has(ns)));
  const pids = [...new Set([...below, ...everyPid().filter((each) => inside.has(namespaceOf(each, 'pid')))])];
  const namespaces = [...new Set(pids.flatMap(namespacesOf))].filter((ns) => !own.has(ns));
  const cgroups = deckCgroups().filter((name) => pids.includes(Number(name.split('-').pop())));
  const labs = pids.map((each) => `lab-${each}`).filter((name) => existsSync(join(RUN_DIR, name)));
  return {
    processes: pids.map(nameOf).filter((name) => name !== undefined),
    namespaces,
    cgroups,
    panes: cgroups.flatMap(panesOf),
    programs: [...new Set(pids.flatMap(programsOf))],
    qdiscs: qdiscsIn(namespaces),
    ptys: pids.flatMap(ptysOf),
    files: labs.flatMap(filesOf),
  };
}

/** The pids of its processes. */
export function pidsOf({ processes }: Traces): number[] {
  return processes.map((name) => Number(name.split('@')[0]));
}

/** What is in `traces` and not in `other`. */
export function without(traces: Traces, other: Traces): Traces {
  const rest = { ...NOTHING };
  for (const kind of KINDS) {
    const known = new Set<string | number>(other[kind]);
    Object.assign(rest, { [kind]: traces[kind].filter((each) => !known.has(each)) });
  }
  return rest;
}

/** The part of it that is still there. */
export function leftOf(before: Traces): Traces {
  const living = new Map(everyPid().map((pid) => [pid, nameOf(pid)] as const));
  const ours = new Set(before.processes);
  // Numbers of namespaces are soon used again: a process that began after our last one is not ours.
  const last = Math.max(0, ...before.processes.map((name) => Number(name.split('@')[1])));
  const old = [...living.keys()].filter((pid) => Number(startOf(pid)) <= last);
  const namespaces = new Set(old.flatMap(namespacesOf));
  const ptys = new Set([...living.keys()].flatMap(ptysOf));
  const labs = new Set(before.files.map((name) => name.split('/')[0]!));
  const still = {
    namespaces: before.namespaces.filter((ns) => namespaces.has(ns)),
    cgroups: before.cgroups.filter((name) => existsSync(join(cgroupRoot(), name))),
    panes: before.panes.filter((name) => existsSync(join(cgroupRoot(), name))),
    files: before.files.filter((name) => [...labs].flatMap(filesOf).includes(name)),
  };
  const programs = before.programs.length > 0 ? loadedPrograms() : [];
  // A namespace that is gone took its qdiscs with it.
  const there = before.qdiscs.map((line) => line.split(' ')[0]!).filter((ns) => namespaces.has(ns));
  const qdiscs = qdiscsIn([...new Set(there)], old);
  return {
    ...still,
    processes: [...living].flatMap(([pid, name]) => (name && ours.has(name) && !isZombie(pid) ? [name] : [])),
    programs: before.programs.filter((id) => programs.includes(id)),
    qdiscs: before.qdiscs.filter((line) => qdiscs.includes(line)),
    ptys: before.ptys.filter((pty) => ptys.has(pty)),
  };
}

export function isNothing(traces: Traces): boolean {
  return KINDS.every((kind) => traces[kind].length === 0);
}

/** Waits until nothing is left, at most ten seconds. @returns what is left. */
export async function leftAfter(before: Traces): Promise<Traces> {
  await until(() => isNothing(leftOf(before)), '', { everyMs: 100 }).catch(() => {});
  return leftOf(before);
}

/** The host's own qdiscs; no demo may change them. */
export function hostQdiscs(): string {
  return execFileSync('tc', ['qdisc', 'show'], { encoding: 'utf8' });
}

function ptysOf(pid: number): string[] {
  return mastersOf(pid).map((number) => `${nameOf(pid)} ${number}`);
}

function namespaceOf(pid: number, kind: string): string | undefined {
  return namespacesOf(pid).find((ns) => ns.startsWith(`${kind}:`));
}

/** @param among the processes to look at. */
function qdiscsIn(namespaces: string[], among = everyPid()): string[] {
  const nets = namespaces.filter((ns) => ns.startsWith('net:'));
  return nets.flatMap((ns) => {
    const pid = among.find((each) => namespaceOf(each, 'net') === ns);
    if (pid === undefined) return [];
    try {
      const words = [`--net=/proc/${pid}/ns/net`, 'tc', 'qdisc', 'show'];
      const output = execFileSync('nsenter', words, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return output
        .trim()
        .split('\n')
        .map((line) => `${ns} ${line.trim()}`);
    } catch {
      return []; // It has gone meanwhile.
    }
  });
}

/** All BPF programs in the kernel, however they are attached. */
function loadedPrograms(): number[] {
  const programs = JSON.parse(execFileSync('bpftool', ['--json', 'prog', 'list'], { encoding: 'utf8' }));
  return (programs as { id: number }[]).map(({ id }) => id);
}

function deckCgroups(): string[] {
  return readdirSync(cgroupRoot()).filter((name) => name.startsWith('ebpf-talk-'));
}

function panesOf(cgroup: string): string[] {
  return foldersIn(join(cgroupRoot(), cgroup)).flatMap((demo) =>
    foldersIn(join(cgroupRoot(), cgroup, demo)).map((pane) => `${cgroup}/${demo}/${pane}`),
  );
}

function foldersIn(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}

function filesOf(lab: string): string[] {
  try {
    return readdirSync(join(RUN_DIR, lab)).map((name) => `${lab}/${name}`);
  } catch {
    return [];
  }
}
