// Records the output of a real program in a real PTY while keys are typed.
import { openPty } from '../../../server/terminal/pty.ts';
import { until } from '../../support/until.ts';
import { type Size, Terminal } from './terminal.ts';

/** A key is typed when the program has been quiet for this long, in ms, or has had its time. */
const QUIET_MS = 40;
const PATIENCE_MS = 1500;
/** A program that repaints by itself is never quiet; it gets this long per key, in ms. */
const POLL_MS = 10;

export type Program = {
  name: string;
  command: string[];
  cwd: string;
  env?: Record<string, string>;
  /** Typed one after the other, each when the program is quiet again. */
  keys: string[];
};

/** Runs the program to the end of its keys. @returns all that it printed. */
export async function record({ command, cwd, env, keys }: Program, size: Size): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let last = performance.now();
  // Programs query their terminal, and vim prints more when it answers.
  const terminal = new Terminal(size);
  const pty = openPty(size.cols, size.rows, {
    command,
    cwd,
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      LC_ALL: 'C.UTF-8',
      HOME: '/nonexistent',
      LINES: '',
      COLUMNS: '',
      ...env,
    },
    onEnd: () => {},
  });
  const answers = terminal.term.onData((data) => pty.write(data));
  pty.onData((bytes) => {
    last = performance.now();
    chunks.push(bytes.slice());
    terminal.write(bytes);
  });
  try {
    await pty.held();
    for (const key of ['', ...keys]) {
      pty.write(key);
      const typed = performance.now();
      last = typed;
      const quiet = () => performance.now() - last >= QUIET_MS || performance.now() - typed >= PATIENCE_MS;
      await until(quiet, '', { everyMs: POLL_MS });
    }
  } finally {
    answers.dispose();
    pty.dispose();
    terminal.dispose();
  }
  return Buffer.concat(chunks);
}
