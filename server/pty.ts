// One pseudo-terminal: its two ends and its size. The only importer of node-pty; knows no shell, session or lab.
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { spawn } from 'node-pty';

export interface Pty {
  /** Path of the slave end (`/dev/pts/N`), for the process that will live on it; empty for an echo. */
  readonly tty: string;
  /** Bytes from the program. Called in order; the buffer belongs to the callee. */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Keys to the program. */
  write(data: string): void;
  /** Writes as a program on the terminal would, behind everything already written by the others. */
  print(text: string): void;
  pause(): void;
  resume(): void;
  /** Hangs up; programs that still live on it get SIGHUP. */
  dispose(): void;
}

/**
 * Opens a PTY that no program uses yet. A sleeping process holds the slave end open until `dispose`, so the last
 * output of a program that exits at once is never lost (node-pty drops it otherwise), and the terminal can be
 * handed by its path to a process with other rights.
 * @throws Error when the system has no PTY left.
 */
export function openPty(cols: number, rows: number): Pty {
  // The terminal will be another's, so a hangup does not reach the holder: it dies with this process instead.
  const words = ['--pdeathsig', 'KILL', '--', 'sleep', 'infinity'];
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin' };
  const holder = spawn('/usr/bin/setpriv', words, { cols, rows, encoding: null, cwd: '/', env });
  // Not in node-pty's types; /proc/PID/fd/0 says the same, but only after the child has set it up.
  const tty = (holder as unknown as { _pty: string })._pty;
  let open = true;
  return {
    tty,
    onData: (listener) => {
      holder.onData((data) => listener(data as unknown as Uint8Array));
    },
    write: (data) => {
      if (open) holder.write(data);
    },
    print: (text) => {
      const fd = openSync(tty, constants.O_WRONLY | constants.O_NOCTTY);
      try {
        writeSync(fd, text);
      } finally {
        closeSync(fd);
      }
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

/** A PTY without a system behind it that answers every key with itself; tests and a first read use it. */
export function echoPty(): Pty {
  const listeners: ((bytes: Uint8Array) => void)[] = [];
  const emit = (text: string) => {
    for (const listener of listeners) listener(new TextEncoder().encode(text));
  };
  return {
    tty: '',
    onData: (listener) => void listeners.push(listener),
    write: emit,
    print: emit,
    pause: () => {},
    resume: () => {},
    dispose: () => void listeners.splice(0),
  };
}
