// Panes without root: ordinary terminals of the speaker, and what ends with them. Needs no lab, sudo or package.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openPty, type Pty } from './pty.ts';

/** Between HUP, TERM and KILL a program may put its things in order; in ms. The warden's is the same. */
const GRACE_MS = 300;

/** How long a pane with a warden may take to end by itself, in ms: both graces, and half as much for a busy machine. */
const WARDEN_MS = 900;

/** How long killed processes may take to be gone, in ms. */
const GONE_MS = 300;

/** How often to look what is left, in ms; a look reads the whole of /proc. */
const LOOK_MS = 30;

const SCRIPT = fileURLToPath(new URL('plain-pane.sh', import.meta.url));
const WARDEN = fileURLToPath(new URL('lab/warden.sh', import.meta.url));
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
  static lacks(): { why: string; mend: string } | undefined {
    if (process.platform !== 'linux') {
      return { why: 'terminals need Linux', mend: 'run the deck on a Linux machine' };
    }
    const missing = ['/usr/bin/setpriv', '/bin/bash'].find((file) => !existsSync(file));
    return missing === undefined
      ? undefined
      : { why: `${missing} is missing`, mend: 'apt-get install util-linux bash' };
  }

  /**
   * Starts a shell on a terminal of its own.
   * @param onEnd the pane's first process is gone without having told the shell's status.
   */
  start(order: PlainOrder, onEnd: () => void): { pty: Pty; end(): void } {
    const containment = this.contain();
    const pane = randomUUID();
    const words =
      containment.kind === 'namespace' ? containment.words : ['setpriv', '--pdeathsig', 'HUP', '--'];
    const env = { ...order.env, DECK_PANE: pane, PANE_RC: order.rc, PANE_NONCE: order.nonce };
    const command = ['/bin/sh', SCRIPT, ...words];
    const pty = openPty(order.cols, order.rows, { command, env, cwd: order.cwd, onEnd });
    let ended: Promise<void> | undefined;
    const end = (): Promise<void> => {
      pty.dispose();
      ended ??= endPane(containment, pty.pid, pane)
        .then((left) => {
          if (left.length > 0) this.note(`still there after HUP, TERM and KILL: process ${left.join(', ')}`);
        })
        .finally(() => this.ends.delete(end));
      return ended;
    };
    this.ends.add(end);
    return { pty, end: () => void end() };
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
      this.note('what a demo detaches ends with its pane, but outlives a deck that is killed with kill -9');
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

/**
 * Ends what is left of a pane whose terminal has been hung up: by its warden, or HUP, then TERM, then KILL.
 * @returns what is there all the same.
 */
async function endPane(containment: Containment, sid: number, pane: string): Promise<number[]> {
  const graces: [NodeJS.Signals | 0, number][] =
    containment.kind === 'namespace'
      ? [[0, WARDEN_MS]]
      : [
          ['SIGHUP', GRACE_MS],
          ['SIGTERM', GRACE_MS],
        ];
  for (const [signal, ms] of [...graces, ['SIGKILL', GONE_MS] as const]) {
    const left = processesOf(sid, pane);
    if (left.length === 0) return left;
    for (const pid of left) {
      send(pid, signal);
      // What is stopped hears nothing else.
      if (signal !== 0) send(pid, 'SIGCONT');
    }
    const until = Date.now() + ms;
    while (Date.now() < until && processesOf(sid, pane).length > 0) await sleep(LOOK_MS);
  }
  return processesOf(sid, pane);
}

function send(pid: number, signal: NodeJS.Signals | 0): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Fields of proc_pid_stat(5): state is the third, the session the sixth. */
function processesOf(sid: number, pane: string): number[] {
  const mark = `DECK_PANE=${pane}`;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid)) return false;
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (fields[0] === 'Z') return false;
        if (Number(fields[3]) === sid) return true;
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
      } catch {
        return false;
      }
    });
}
