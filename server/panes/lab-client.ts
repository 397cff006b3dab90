// Starts the part that runs as root, through sudo, sends it orders and learns from it when panes end.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { built } from '../../built.mjs';
import { rootEnv } from '../lab/environment.ts';
import { type FromLab, readLines, type ToLab } from '../lab/wire.ts';

export type LabOptions = Omit<Extract<ToLab, { t: 'open' }>, 't'>;

/** Whether the root part can start, and how. */
export type RootWay =
  | { way: 'root' }
  | { way: 'sudo' }
  /** sudo will ask for a password on the terminal. */
  | { way: 'password' }
  | { way: 'none'; why: string; fix: string };

/** Whether the root part can start; asks for no password. */
export function findRoot(interactive: boolean): RootWay {
  if (process.platform !== 'linux') {
    return {
      way: 'none',
      why: 'eBPF needs Linux',
      fix: 'run the deck on a Linux machine, kernel 5.14 or newer',
    };
  }
  if (process.getuid?.() === 0) return { way: 'root' };
  const probe = spawnSync('sudo', ['-n', 'true'], { stdio: ['ignore', 'ignore', 'pipe'] });
  if (probe.error) {
    return { way: 'none', why: 'sudo is not installed', fix: 'as root: apt-get install sudo' };
  }
  if (probe.status === 0) return { way: 'sudo' };
  const refusal = probe.stderr.toString();
  if (/not (allowed|in the sudoers)|may not run/.test(refusal)) {
    return { way: 'none', why: 'this user may not use sudo', fix: 'as root: adduser YOU sudo' };
  }
  if (interactive) return { way: 'password' };
  return { way: 'none', why: 'sudo needs a password', fix: 'run npm start in a terminal, or sudo -v first' };
}

/** The root part could not open the lab. */
export class LabFailure extends Error {
  constructor(
    readonly why: string,
    readonly fix: string,
  ) {
    super(`${why}; fix: ${fix}`);
  }
}

type Pane = { onExit: (status: number | null) => void };

export class LabClient {
  private readonly panes = new Map<number, Pane>();
  private nextId = 1;

  private constructor(private readonly child: ChildProcess) {}

  /**
   * Starts the root part and opens the lab.
   * @param onEnd called when the root part has ended, expected or not, after all panes.
   * @throws LabFailure when the lab can't open; another Error when the root part can't start.
   */
  static async open(
    way: Exclude<RootWay, { way: 'none' }>,
    options: LabOptions,
    note: (text: string) => void,
    onEnd: () => void,
  ): Promise<LabClient> {
    const source = fileURLToPath(new URL('../lab/main.ts', import.meta.url));
    const { file } = await built(source);
    // The last argument shows people, in ps, what this process is.
    const node = [process.execPath, file, source];
    const prompt = 'The demos load programs into the kernel: sudo password for %u: ';
    const words =
      way.way === 'root'
        ? node
        : ['sudo', ...(way.way === 'sudo' ? ['-n'] : []), '-p', prompt, '--', ...node];
    // sudo gets the whole environment, since it may ask an agent for the password; it passes on almost nothing.
    const env = way.way === 'root' ? rootEnv(process.env) : process.env;
    const child = spawn(words[0]!, words.slice(1), { stdio: ['pipe', 'pipe', 'pipe'], env });
    const client = new LabClient(child);
    return new Promise((resolve, reject) => {
      let errors = '';
      child.stderr?.on('data', (data) => {
        errors = (errors + data).slice(-2000);
      });
      child.stdin?.on('error', () => {});
      child.on('error', (error) => reject(new Error(`${words[0]}: ${error.message}`)));
      child.on('exit', (status) => {
        for (const pane of client.panes.values()) pane.onExit(null);
        client.panes.clear();
        reject(new Error(errors.trim().split('\n').pop() || `the root part ended with status ${status}`));
        onEnd();
      });
      const receive = (message: FromLab) => {
        switch (message.t) {
          case 'opened':
            return resolve(client);
          case 'failed':
            child.stdin?.end();
            return reject(new LabFailure(message.why, message.fix));
          case 'note':
            return note(message.text);
          case 'exit': {
            const pane = client.panes.get(message.id);
            client.panes.delete(message.id);
            return pane?.onExit(message.status);
          }
          default:
            message satisfies never;
        }
      };
      child.stdout?.on('data', readLines(receive));
      client.send({ t: 'open', ...options });
    });
  }

  /** How many panes are running or ending. */
  get count(): number {
    return this.panes.size;
  }

  start(order: Omit<Extract<ToLab, { t: 'start' }>, 't' | 'id'>, onExit: Pane['onExit']): { end(): void } {
    const id = this.nextId++;
    this.panes.set(id, { onExit });
    this.send({ t: 'start', id, ...order });
    return { end: () => this.send({ t: 'end', id }) };
  }

  /** Closes the lab and waits until everything it made is removed: usually up to 1.5 seconds, never more than 5. */
  async dispose(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.stdin?.end();
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
  }

  private send(order: ToLab): void {
    if (this.child.stdin?.writable) this.child.stdin.write(`${JSON.stringify(order)}\n`);
  }
}
