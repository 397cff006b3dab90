// Panes without root: ordinary terminals of the speaker. They need no lab, sudo or package.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openPty, type Pty } from '../terminal/pty.ts';
import {
  endInOrder,
  endOrphans,
  type Graces,
  IN_ORDER,
  MARK,
  newMark,
  processesOf,
} from './pane-processes.ts';

/** How long a pane with a warden may take to end, in ms: its two graces of 300, and half as much for a busy machine. */
const WARDEN_MS = 900;

const SCRIPT = fileURLToPath(new URL('plain-pane.sh', import.meta.url));
const WARDEN = fileURLToPath(new URL('../lab/warden.sh', import.meta.url));
// When `unshare` is killed, the warden gets HUP and ends the rest in order by itself.
const NAMESPACES = ['--pid', '--fork', '--kill-child=HUP', '--mount-proc'];

/** How the processes of a pane are kept together. */
export type Containment =
  /** A warden ends them all, detached ones too, however the deck ends; if the warden dies, the kernel kills them. */
  | { kind: 'namespace'; words: string[] }
  /** When the pane ends, they are found by their session and by a mark in their environment. */
  | { kind: 'session'; why: string };

export type PlainOrder = {
  cols: number;
  rows: number;
  cwd: string;
  env: Record<string, string>;
  /** Text of the shell's start-up file. */
  rc: string;
  /** Part of the end mark, which is printed after the shell's last output. */
  nonce: string;
};

export class PlainPanes {
  private containment: Containment | undefined;
  private readonly ends = new Set<() => Promise<void>>();

  constructor(
    private readonly note: (line: string) => void,
    private readonly find = findContainment,
  ) {}

  /** What this system lacks for panes, or undefined. */
  static lacks(): { why: string; fix: string } | undefined {
    if (process.platform !== 'linux') {
      return { why: 'terminals need Linux', fix: 'run the deck on a Linux machine' };
    }
    const missing = ['/usr/bin/setpriv', '/bin/bash'].find((file) => !existsSync(file));
    return missing === undefined
      ? undefined
      : { why: `${missing} is missing`, fix: 'apt-get install util-linux bash' };
  }

  /**
   * Starts a shell on its own terminal.
   * @param onEnd called when the pane's first process has ended without giving the shell's status.
   */
  start(order: PlainOrder, onEnd: () => void): { pty: Pty; end(): void } {
    const containment = this.contain();
    const mark = newMark();
    const words =
      containment.kind === 'namespace' ? containment.words : ['setpriv', '--pdeathsig', 'HUP', '--'];
    const env = { ...order.env, [MARK]: mark, PANE_RC: order.rc, PANE_NONCE: order.nonce };
    const command = ['/bin/sh', SCRIPT, ...words];
    const pty = openPty(order.cols, order.rows, { command, env, cwd: order.cwd, onEnd });
    let ended: Promise<void> | undefined;
    const end = (): Promise<void> => {
      pty.dispose();
      const graces: Graces = containment.kind === 'namespace' ? [[0, WARDEN_MS]] : IN_ORDER;
      ended ??= endInOrder(() => processesOf(pty.pid, mark), graces)
        .then((left) => {
          if (left.length > 0)
            this.note(`still running after HUP, TERM and KILL: process ${left.join(', ')}`);
        })
        .finally(() => this.ends.delete(end));
      return ended;
    };
    this.ends.add(end);
    return { pty, end: () => void end() };
  }

  /** Ends processes that remained when an earlier deck of this user was killed, without a process namespace. */
  async endLeftovers(): Promise<void> {
    const ended = process.platform === 'linux' ? await endOrphans() : 0;
    if (ended > 0) this.note(`ended what an earlier run left behind (processes of its terminals: ${ended})`);
  }

  /** How many panes are running or ending. */
  get count(): number {
    return this.ends.size;
  }

  /** Ends all panes at the same time and waits for it, at most 1.3 s. */
  async dispose(): Promise<void> {
    await Promise.all([...this.ends].map((end) => end()));
  }

  private contain(): Containment {
    if (this.containment) return this.containment;
    this.containment = this.find();
    if (this.containment.kind === 'session') {
      this.note(`terminals run without a process namespace (${this.containment.why}):`);
      this.note(
        'detached processes end with their pane, but after kill -9 of the deck they run until its next start',
      );
    }
    return this.containment;
  }
}

/** Tries whether this user may make a PID namespace; often not in a container, and on some systems only root. */
function findContainment(): Containment {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user'];
  const unshare = ['unshare', ...user, ...NAMESPACES];
  const { status, stderr, error } = spawnSync(unshare[0]!, [...unshare.slice(1), 'true'], { timeout: 5000 });
  if (status !== 0) {
    return {
      kind: 'session',
      why: error?.message ?? stderr.toString().trim().split('\n')[0] ?? 'unshare failed',
    };
  }
  const warden = ['/bin/bash', WARDEN, 'env', '--default-signal=INT,QUIT'];
  return { kind: 'namespace', words: ['setpriv', '--pdeathsig', 'KILL', '--', ...unshare, ...warden] };
}
