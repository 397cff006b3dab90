// Finds the processes of plain panes in /proc, by their session and by a variable, and ends them in order.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sessionOf, startOf } from '../system/proc.ts';

/** A variable in the environment of everything in a plain pane. No secret: a process that forges it is ended too. */
export const MARK = 'DECK_PANE';

/** How long a program has to clean up between HUP, TERM and KILL, in ms; the same as the warden's. */
const GRACE_MS = 300;

/** How long killed processes may take to be gone, in ms. */
const GONE_MS = 300;

/** How often to check which are left, in ms; each check reads all of /proc. */
const LOOK_MS = 30;

/** Signals, and how long to wait after each, in ms. Signal 0 sends nothing: the processes end by themselves. */
export type Graces = [signal: NodeJS.Signals | 0, ms: number][];

export const IN_ORDER: Graces = [
  ['SIGHUP', GRACE_MS],
  ['SIGTERM', GRACE_MS],
];

/** A new value for the variable: the server's PID namespace, its pid and its start time, and a name for the pane. */
export function newMark(): string {
  return `${ourNamespace()}.${process.pid}.${startOf(process.pid)}.${randomUUID()}`;
}

/** Processes of a session, and those that have left it but have the pane's mark; without zombies. */
export function processesOf(sid: number, mark: string): number[] {
  return livingPids().filter((pid) => sessionOf(pid) === sid || markOf(pid) === mark);
}

/**
 * Sends the signals, one after the other, to the processes that `find` finds, and in the end KILL.
 * @returns pids that are still alive.
 */
export async function endInOrder(find: () => number[], graces: Graces = IN_ORDER): Promise<number[]> {
  for (const [signal, ms] of [...graces, ['SIGKILL', GONE_MS] as const]) {
    const left = find();
    if (left.length === 0) return left;
    for (const pid of left) {
      send(pid, signal);
      // A stopped process handles signals only after SIGCONT.
      if (signal !== 0) send(pid, 'SIGCONT');
    }
    const until = Date.now() + ms;
    while (Date.now() < until && find().length > 0) await sleep(LOOK_MS);
  }
  return find();
}

/** Ends processes that were detached in panes of a server that has ended. @returns how many there were. */
export async function endOrphans(): Promise<number> {
  const orphans = new Set(livingPids().filter((pid) => pid !== process.pid && isOrphan(pid)));
  await endInOrder(() => livingPids().filter((pid) => orphans.has(pid) && isOrphan(pid)));
  return orphans.size;
}

function isOrphan(pid: number): boolean {
  const [namespace, owner, start] = markOf(pid)?.split('.') ?? [];
  return namespace === ourNamespace() && start !== undefined && startOf(Number(owner)) !== start;
}

function ourNamespace(): string {
  return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))![0];
}

function livingPids(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && startOf(pid) !== '');
}

/** The mark in the environment of a process; undefined without one, or when it belongs to another user. */
export function markOf(pid: number): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return variables.find((each) => each.startsWith(`${MARK}=`))?.slice(MARK.length + 1);
  } catch {
    return undefined; // It has ended, or belongs to another user.
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended.
  }
}
