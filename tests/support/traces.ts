// What a deck has on the machine, and what is left of it afterwards: processes, namespaces, cgroups, BPF programs,
// qdiscs, PTYs, files of its lab. Other decks may run at the same time: nothing is told by its name alone.
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
  /** `pid@start`, all processes below the deck: the lab's root part and everything in its panes included. */
  processes: string[];
  /** Namespaces those processes live in that are not the tests' own: `net:[4026532000]`. */
  namespaces: string[];
  /** The lab's folder in the cgroup tree. */
  cgroups: string[];
  /** Those of the panes: `ebpf-talk-1/demo/pane-1`. */
  panes: string[];
  /** Ids of the kernel's programs that those processes hold, by themselves or by a link. */
  programs: number[];
  /** What `tc qdisc show` says in those network namespaces, with the namespace before it. */
  qdiscs: string[];
  /** PTYs whose master ends those processes hold: `pid@start 3` for /dev/pts/3, whose number is soon another's. */
  ptys: string[];
  /** Files of the lab, in /run/ebpf-talk: `lab-1/hosts`. */
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
 * Looks at a running deck by its process.
 * @param others processes that are known to be its own, wherever they hang now.
 */
export function tracesOf(pid: number, others: number[] = []): Traces {
  const own = new Set(namespacesOf(process.pid));
  const below = [...descendants(pid), ...others];
  // Also what has lost its parents in a process namespace of the deck's.
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

/** The numbers of its processes. */
export function pidsOf({ processes }: Traces): number[] {
  return processes.map((name) => Number(name.split('@')[0]));
}

/** What `traces` has that `other` has not. */
export function without(traces: Traces, other: Traces): Traces {
  const rest = { ...NOTHING };
  for (const kind of KINDS) {
    const known = new Set<string | number>(other[kind]);
    Object.assign(rest, { [kind]: traces[kind].filter((each) => !known.has(each)) });
  }
  return rest;
}

/** What of it is still there. */
export function leftOf(before: Traces): Traces {
  const living = new Map(everyPid().map((pid) => [pid, nameOf(pid)] as const));
  const ours = new Set(before.processes);
  // Numbers of namespaces are soon given to others: what began after the last of ours is not ours.
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
  // Of those that are gone the qdiscs are gone too.
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

/** Waits until nothing is left, ten seconds at most, and gives what is. */
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

/** @param among processes that may be asked. */
function qdiscsIn(namespaces: string[], among = everyPid()): string[] {
  const nets = namespaces.filter((ns) => ns.startsWith('net:'));
  return nets.flatMap((ns) => {
    const pid = among.find((each) => namespaceOf(each, 'net') === ns);
    if (pid === undefined) return [];
    try {
      const words = [`--net=/proc/${pid}/ns/net`, 'tc', 'qdisc', 'show'];
      const said = execFileSync('nsenter', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return said
        .trim()
        .split('\n')
        .map((line) => `${ns} ${line.trim()}`);
    } catch {
      return []; // It has gone meanwhile.
    }
  });
}

/** All programs in the kernel, attached by whatever means. */
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
