// One pseudo-terminal: its two ends and its size. The only file that imports node-pty.
import { closeSync, constants, openSync, readlinkSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type * as NodePty from 'node-pty';

export type Pty = {
  /** Path of the slave end (`/dev/pts/N`), for the process that will live on it; empty for an echo. */
  readonly tty: string;
  /** The process that the terminal was opened with, leader of its session; 0 for an echo. */
  readonly pid: number;
  /**
   * Resolves once the first process has made it its controlling terminal. If the terminal is handed on earlier, that
   * process ends, the terminal hangs up, and its new owner gets SIGHUP.
   * @throws Error when the process has ended before.
   */
  held(): Promise<void>;
  /** Bytes from the program, in order; the listener may keep the buffer. */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Keys to the program. */
  write(data: string): void;
  /**
   * Writes as a program on the terminal would, after everything written so far; if it is full or stopped by Ctrl-S, as
   * soon as there is room.
   * @throws Error when the terminal is gone.
   */
  print(text: string): void;
  /** Changes the size that programs see; the one in the foreground gets SIGWINCH. */
  resize(cols: number, rows: number): void;
  pause(): void;
  resume(): void;
  /** Hangs up; programs that still live on it get SIGHUP. */
  dispose(): void;
};

/** Why no terminal can be opened here, and what fixes it. */
export class PtyFault extends Error {
  constructor(
    readonly why: string,
    readonly fix: string,
  ) {
    super(`${why}; fix: ${fix}`);
  }
}

/** The first process of a terminal. */
export type First = {
  command: string[];
  env: Record<string, string>;
  cwd: string;
  /** Called at its end; its last output may be lost, so it should live until `dispose`. */
  onEnd(): void;
};

/** How often to look whether the first process has its terminal, in milliseconds. */
const HOLD_POLL_MS = 2;

/** How often to look whether a full or stopped terminal has room again, in milliseconds. */
const PRINT_POLL_MS = 10;

/** Holds a terminal open and does nothing else. */
const HOLDER: First = {
  command: ['sleep', 'infinity'],
  env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
  cwd: '/',
  onEnd: () => {},
};

/**
 * Opens a PTY; without `first`, one that no program uses yet. Its first process holds the slave end open until
 * `dispose`: so the last output of a program that exits at once isn't lost (node-pty would drop it), and the terminal's
 * path can be handed to a process with other rights.
 * @throws PtyFault when the system has no PTY left, or node-pty's native part can't be loaded.
 */
export function openPty(cols: number, rows: number, first: First = HOLDER): Pty {
  // The terminal may get another owner, so a hangup does not reach the holder: it ends with this process instead.
  const words = ['--pdeathsig', 'KILL', '--', ...first.command];
  const { env, cwd } = first;
  const holder = spawn(words, { cols, rows, encoding: null, cwd, env });
  holder.onExit(() => first.onEnd());
  // Not in node-pty's types; /proc/PID/fd/0 says the same, but only after the child has set it up.
  const tty = (holder as unknown as { _pty: string })._pty;
  const held = holds(holder.pid, tty);
  held.catch(() => {}); // Those that wait for it get the error.
  let open = true;
  return {
    tty,
    pid: holder.pid,
    held: () => held,
    onData: (listener) => {
      holder.onData((data) => listener(data as unknown as Uint8Array));
    },
    write: (data) => {
      if (open) holder.write(data);
    },
    print: (text) => {
      let rest = new TextEncoder().encode(text);
      const put = () => {
        rest = rest.subarray(tryWrite(tty, rest));
        if (rest.length > 0) setTimeout(again, PRINT_POLL_MS);
      };
      const again = () => {
        try {
          if (open) put();
        } catch {
          // It is gone by now; the rest is not needed.
        }
      };
      put();
    },
    resize: (cols, rows) => {
      if (open) holder.resize(cols, rows);
    },
    pause: () => holder.pause(),
    resume: () => holder.resume(),
    dispose: () => {
      if (!open) return;
      open = false;
      holder.kill('SIGKILL');
    },
  };
}

/**
 * Why no terminal can be opened here; undefined when one could be. Takes some 10 ms.
 */
export function ptyFault(): PtyFault | undefined {
  try {
    openPty(80, 24).dispose();
    return undefined;
  } catch (error) {
    return error as PtyFault;
  }
}

/** node-pty is loaded only now: the deck opens without it, too. */
function spawn(words: string[], options: NodePty.IBasePtyForkOptions): NodePty.IPty {
  let pty: typeof NodePty;
  try {
    pty = createRequire(import.meta.url)('node-pty');
  } catch (error) {
    const why = (error as Error).message.split('\n')[0]!;
    const noexec = /failed to map segment/.test(why);
    throw new PtyFault(
      `no terminal can be opened: ${why}`,
      noexec ? 'move the project to a disk that is mounted without noexec' : 'npm ci --include=optional',
    );
  }
  try {
    return pty.spawn('/usr/bin/setpriv', words, options);
  } catch (error) {
    const why = `no terminal can be opened: ${(error as Error).message}`;
    throw new PtyFault(why, 'close other terminals of this machine, then npm start');
  }
}

/**
 * Doesn't wait for room: the reader that would make room, or end a Ctrl-S, may be this very process.
 * @returns how many bytes there was room for.
 */
function tryWrite(tty: string, bytes: Uint8Array): number {
  const fd = openSync(tty, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Waits until the terminal is a process's stdin, which login_tty(3) sets after the controlling terminal. */
async function holds(pid: number, tty: string): Promise<void> {
  for (;;) {
    let stdin: string;
    try {
      stdin = readlinkSync(`/proc/${pid}/fd/0`);
    } catch {
      throw new Error(`the process that holds ${tty} is gone`);
    }
    if (stdin === tty) return;
    await sleep(HOLD_POLL_MS);
  }
}

/** A PTY without a system that echoes every key; for tests and a first read. */
export function echoPty(): Pty {
  const listeners: ((bytes: Uint8Array) => void)[] = [];
  const emit = (text: string) => {
    for (const listener of listeners) listener(new TextEncoder().encode(text));
  };
  return {
    tty: '',
    pid: 0,
    held: async () => {},
    onData: (listener) => void listeners.push(listener),
    write: emit,
    print: emit,
    resize: () => {},
    pause: () => {},
    resume: () => {},
    dispose: () => void listeners.splice(0),
  };
}
