// Starts the part that runs as root, through sudo, sends it orders and learns from it when panes end.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { built } from '../../built.mjs';
import { rootEnv } from '../lab/environment.ts';
import { type FromLab, readLines, type ToLab } from '../lab/wire.ts';
import { openQuestion } from '../system/question.ts';
import { type RootWay, refusalIn, SUDO_LANGUAGE } from '../system/sudo.ts';

export type LabOptions = Omit<Extract<ToLab, { t: 'open' }>, 't'>;

/** The root part could not open the lab. */
export class LabFailure extends Error {
  constructor(
    readonly why: string,
    readonly fix: string,
  ) {
    super(`${why}; fix: ${fix}`);
  }
}

const START_AGAIN = 'npm start';

/** What Ctrl-C does at a question. */
export const CTRL_C = 'Ctrl-C: recordings';

type Pane = { onExit: (status: number | null) => void };

export class LabClient {
  private readonly panes = new Map<number, Pane>();
  private nextId = 1;

  private constructor(private readonly child: ChildProcess) {}

  /**
   * Starts the root part and opens the lab.
   * @param onEnd called when the root part of an open lab has ended, expected or not, after all panes; `said` is its last
   * line of error, if there is one.
   * @throws LabFailure with the first reason why the lab can't open.
   */
  static async open(
    way: Exclude<RootWay, { way: 'none' }>,
    options: LabOptions,
    note: (text: string) => void,
    onEnd: (said: string) => void,
  ): Promise<LabClient> {
    const source = fileURLToPath(new URL('../lab/main.ts', import.meta.url));
    const { file } = await built(source);
    // The last argument shows people, in ps, what this process is.
    const node = [process.execPath, file, source];
    const prompt = `The demos load programs into the kernel: sudo password for %u (${CTRL_C}): `;
    const words =
      way.way === 'root'
        ? node
        : ['sudo', ...(way.way === 'sudo' ? ['-n'] : []), '-p', prompt, '--', ...node];
    // sudo gets the whole environment, since it may ask an agent for the password; it passes on almost nothing.
    const env = way.way === 'root' ? rootEnv(process.env) : { ...process.env, ...SUDO_LANGUAGE };
    const question = way.way === 'password' ? openQuestion() : undefined;
    const child = spawn(words[0]!, words.slice(1), { stdio: ['pipe', 'pipe', 'pipe'], env });
    const client = new LabClient(child);
    return new Promise((resolve, reject) => {
      let errors = '';
      child.stderr?.on('data', (data) => {
        errors = (errors + data).slice(-2000);
      });
      child.stdin?.on('error', () => {});
      let opened = false;
      const fail = (why: string, fix: string) => {
        question?.close();
        reject(new LabFailure(why, fix));
      };
      child.on('error', (error) => fail(`${words[0]}: ${error.message}`, START_AGAIN));
      const last = () => errors.trim().split('\n').pop() ?? '';
      child.on('exit', () => {
        for (const pane of client.panes.values()) pane.onExit(null);
        client.panes.clear();
        if (opened) onEnd(last());
      });
      // After its last words.
      child.on('close', (status) => {
        if (opened) return;
        if (question?.declined) return fail('the password was not given', START_AGAIN);
        const { why, fix } = refusalIn(errors) ?? { why: last(), fix: START_AGAIN };
        fail(why || `the part that runs as root ended with status ${status}`, fix);
      });
      const receive = (message: FromLab) => {
        switch (message.t) {
          case 'opened':
            opened = true;
            question?.close();
            return resolve(client);
          case 'failed':
            child.stdin?.end();
            return fail(message.why, message.fix);
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
