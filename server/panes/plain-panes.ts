// Panes without root: ordinary terminals of the speaker, and what ends with them. Needs no lab, sudo or package.
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

/** How long a pane with a warden may take to end by itself, in ms: both graces, and half as much for a busy machine. */
const WARDEN_MS = 900;

const SCRIPT = fileURLToPath(new URL('plain-pane.sh', import.meta.url));
const WARDEN = fileURLToPath(new URL('../lab/warden.sh', import.meta.url));
// When `unshare` is killed the warden hears HUP and ends the rest in order; it needs nobody for that.
const NAMESPACES = ['--pid', '--fork', '--kill-child=HUP', '--mount-proc'];

/** How the processes of a pane are kept together. */
export type Containment =
  /** A warden ends them all, detached ones included, however the deck ends, and the kernel does with the warden. */
  | { kind: 'namespace'; words: string[] }
  /** Found by their session and by a mark in their environment when the pane ends. */
  | { kind: 'session'; why: string };

export type PlainOrder = {
  cols: number;
  rows: number;
  cwd: string;
  env: Record<string, string>;
  /** Text of the shell's start-up file. */
  rc: string;
  /** Goes into the end mark that is printed behind the shell's last output. */
  nonce: string;
};

export class PlainPanes {
  private containment: Containment | undefined;
  private readonly ends = new Set<() => Promise<void>>();

  constructor(
    private readonly note: (line: string) => void,
    private readonly find = findContainment,
  ) {}

  /** What this system lacks for a pane, or undefined. */
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
   * Starts a shell on a terminal of its own.
   * @param onEnd the pane's first process is gone without having told the shell's status.
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
          if (left.length > 0) this.note(`still there after HUP, TERM and KILL: process ${left.join(', ')}`);
        })
        .finally(() => this.ends.delete(end));
      return ended;
    };
    this.ends.add(end);
    return { pty, end: () => void end() };
  }

  /** Ends what an earlier deck of this user had to leave, having been killed where there is no process namespace. */
  async endLeftovers(): Promise<void> {
    const ended = process.platform === 'linux' ? await endOrphans() : 0;
    if (ended > 0) this.note(`ended what an earlier run left behind (${ended} processes of its terminals)`);
  }

  /** Panes that live or are being ended. */
  get count(): number {
    return this.ends.size;
  }

  /** Ends all panes at the same time and waits until they are; under 1.3 s. */
  async dispose(): Promise<void> {
    await Promise.all([...this.ends].map((end) => end()));
  }

  private contain(): Containment {
    if (this.containment) return this.containment;
    this.containment = this.find();
    if (this.containment.kind === 'session') {
      this.note(`terminals run without a process namespace (${this.containment.why}):`);
      this.note(
        'what a demo detaches ends with its pane, but outlives a deck that is killed with kill -9, until the next start',
      );
    }
    return this.containment;
  }
}

/** Tries once whether this user may have a PID namespace. In a container often not; on some systems root only. */
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
