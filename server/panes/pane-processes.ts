// The processes of plain panes as /proc shows them: found by their session and by a mark, and ended in order. Starts none.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sessionOf, startOf } from '../system/proc.ts';

/** Variable in the environment of everything in a plain pane. It is no secret, and forging it ends the forger. */
export const MARK = 'DECK_PANE';

/** Between HUP, TERM and KILL a program may put its things in order; in ms. The warden's is the same. */
const GRACE_MS = 300;

/** How long killed processes may take to be gone, in ms. */
const GONE_MS = 300;

/** How often to look what is left, in ms; a look reads the whole of /proc. */
const LOOK_MS = 30;

/** Signals and how long each of them is given, in ms. 0 is none: what is there ends by itself. */
export type Graces = [signal: NodeJS.Signals | 0, ms: number][];

export const IN_ORDER: Graces = [
  ['SIGHUP', GRACE_MS],
  ['SIGTERM', GRACE_MS],
];

/** A mark of this server's: its process namespace, its process, when that was started, and the pane. */
export function newMark(): string {
  return `${ourNamespace()}.${process.pid}.${startOf(process.pid)}.${randomUUID()}`;
}

/** Processes of a session, and those that have left it but carry the pane's mark. Zombies are none. */
export function processesOf(sid: number, mark: string): number[] {
  return livingPids().filter((pid) => sessionOf(pid) === sid || markOf(pid) === mark);
}

/**
 * Signals what `find` finds, one signal after the other, and KILL to what is left then.
 * @returns what is there all the same.
 */
export async function endInOrder(find: () => number[], graces: Graces = IN_ORDER): Promise<number[]> {
  for (const [signal, ms] of [...graces, ['SIGKILL', GONE_MS] as const]) {
    const left = find();
    if (left.length === 0) return left;
    for (const pid of left) {
      send(pid, signal);
      // What is stopped hears nothing else.
      if (signal !== 0) send(pid, 'SIGCONT');
    }
    const until = Date.now() + ms;
    while (Date.now() < until && find().length > 0) await sleep(LOOK_MS);
  }
  return find();
}

/** Ends what was detached in panes of a server that is no more. @returns how many processes that were. */
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

function markOf(pid: number): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return variables.find((each) => each.startsWith(`${MARK}=`))?.slice(MARK.length + 1);
  } catch {
    return undefined; // It is gone, or another user's.
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
