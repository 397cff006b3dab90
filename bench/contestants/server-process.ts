// A contestant's server as a process: starts it, waits for its output, and ends it with all that it started.
import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive, treeOf } from '../process-tree.ts';
import { within } from '../within.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

const START_MS = 60_000;
const END_MS = 5_000;
const POLL_MS = 5;

export type ServerProcess = {
  pid: number;
  /** Resolves with the first match in its output. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when a process listens on the port. */
  listens(port: number): Promise<void>;
  dispose(): Promise<void>;
};

const running = new Set<ChildProcess>();
let ending = false;

/** Ends every server, even one that is still starting. No server starts afterwards. */
export async function endProcesses(): Promise<void> {
  ending = true;
  await Promise.all([...running].map(end));
}

export function startProcess(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): ServerProcess {
  if (ending) throw new Error('the bench is ending, so it starts no more servers');
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const waiting = new Set<() => void>();
  const hear = (data: Buffer) => {
    // Only the start is kept: it has the awaited line or the reason of a failure, and a chatty server fills no memory.
    if (output.length < 100_000) output += data.toString();
    for (const look of [...waiting]) look();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  let fault: string | undefined;
  child.on('error', (error) => {
    fault = error.message;
  });
  const check = () => {
    if (fault === undefined && child.exitCode === null && child.signalCode === null) return;
    throw new Error(
      `${command} ${args.join(' ')}: ${fault ?? `ended with ${child.exitCode ?? child.signalCode}`}\n${output.slice(-2000)}`,
    );
  };

  return {
    pid: child.pid ?? 0,
    printed: (pattern) =>
      within(
        START_MS,
        `${command}: a line ${pattern}`,
        (async () => {
          for (;;) {
            const match = pattern.exec(output);
            if (match) return match;
            check();
            await sleep(POLL_MS);
          }
        })(),
      ),
    listens: (port) =>
      within(
        START_MS,
        `${command}: a server on port ${port}`,
        (async () => {
          while (!(await accepts(port))) {
            check();
            await sleep(POLL_MS);
          }
        })(),
      ),
    dispose: () => end(child),
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function end(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (!child.pid || child.exitCode !== null || child.signalCode !== null) return;
  const tree = treeOf(child.pid);
  child.kill('SIGTERM');
  const until = Date.now() + END_MS;
  while (tree.some(isAlive) && Date.now() < until) await sleep(POLL_MS);
  for (const left of tree.filter(isAlive)) process.kill(left.pid, 'SIGKILL');
  while (tree.some(isAlive)) await sleep(POLL_MS);
}
