// One pane of the lab: its outer process, its cgroup, and its end, which is verified.
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cgroup } from './cgroup.ts';

/**
 * How long a pane may take to end, in ms, before everything in it is killed from outside: the warden's two graces of 300
 * (warden.sh), and half as much for a busy machine.
 */
const PANE_END_MS = 900;

/** How often the warden gets HUP, in ms: it is lost until the warden has set its handler. */
const TELL_MS = 25;

/** How long killed processes may take to be gone, in ms; more than a few means a stuck system call. */
const GONE_MS = 400;

export class Pane {
  /** The exit status of the shell; null when the pane was killed or could not be started. Never rejects. */
  readonly exit: Promise<number | null>;
  /** Resolves when everything has ended and the cgroup is removed, or a note said that it hasn't. Never rejects. */
  readonly gone: Promise<void>;
  private living = true;
  private ending = false;

  /**
   * @param child `unshare` with the warden below it; the pane's PID namespace dies with either of them.
   * @param cgroup the pane's own.
   */
  constructor(
    private readonly child: ChildProcess,
    private readonly cgroup: Cgroup,
    private readonly note: (text: string) => void,
  ) {
    this.exit = new Promise<number | null>((resolve) => {
      child.on('exit', resolve);
      child.on('error', () => resolve(null));
    }).finally(() => {
      this.living = false;
    });
    this.gone = this.exit.then(() => this.clear());
  }

  /** Ends the pane: HUP and TERM by its warden, KILL for the rest. Resolves with `gone`. */
  end(): Promise<void> {
    if (!this.ending) {
      this.ending = true;
      void this.tell();
    }
    return this.gone;
  }

  private async tell(): Promise<void> {
    const until = Date.now() + PANE_END_MS;
    while (this.living && Date.now() < until) {
      const warden = this.cgroup.pids().find((pid) => isWarden(pid, this.child.pid));
      if (warden !== undefined) signal(warden, 'SIGHUP');
      await Promise.race([this.exit, sleep(TELL_MS)]);
    }
    if (!this.living) return;
    this.cgroup.kill();
    this.child.kill('SIGKILL');
  }

  private async clear(): Promise<void> {
    const until = Date.now() + GONE_MS;
    // The kernel has ended the PID namespace; the cgroup shows whether anything is left.
    while (this.cgroup.pids().length > 0 && Date.now() < until) {
      this.cgroup.kill();
      await sleep(10);
    }
    const left = this.cgroup.pids();
    if (left.length > 0)
      return this.note(`still there after HUP, TERM and KILL: ${left.map(describe).join(', ')}`);
    await this.cgroup.remove().catch((error: Error) => this.note(error.message));
  }
}

/** Whether it is a child of ours and the first process of its PID namespace; fields of proc_pid_status(5). */
function isWarden(pid: number, parent: number | undefined): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^NSpid:.*\s1$/m.test(status) && Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]) === parent;
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}

function describe(pid: number): string {
  try {
    return `${pid} (${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()})`;
  } catch {
    return String(pid);
  }
}
