// A deck that an ordinary user starts on a terminal of its own, on a machine whose sudo is set up in another way.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { openPty, type Pty } from '../../server/terminal/pty.ts';
import type { User } from './copy.ts';
import { until } from './until.ts';

/** How often Ctrl-C is pressed, in ms, until a deck ends. */
const AGAIN_MS = 1000;

export type Machine = {
  /** Text of /etc/sudoers, in a private mount namespace; the machine's own unless given. */
  sudoers?: string;
  /** Run by root in that namespace, before the deck starts as the user. */
  before?: string;
  /** Further rights that the user's processes get or lose: options of setpriv(1). */
  rights?: readonly string[];
  /** Words before the deck's command, run as the user. */
  around?: readonly string[];
  /** Further variables of the user's environment. */
  env?: Record<string, string>;
};

export class UserTerminal {
  private text = '';
  private ended = false;

  private constructor(
    private readonly pty: Pty,
    private readonly dir: string,
  ) {
    pty.onData((bytes) => {
      this.text += new TextDecoder().decode(bytes);
    });
  }

  /** Starts `npm start` with these options in the user's copy of the project. */
  static start(user: User, cwd: string, args: string[], machine: Machine = {}): UserTerminal {
    const dir = mkdtempSync(join(tmpdir(), 'deck-machine-'));
    const { sudoers, before = '', rights: more = [], around = [], env = {} } = machine;
    const file = join(dir, 'sudoers');
    if (sudoers !== undefined) writeFileSync(file, sudoers, { mode: 0o440 });
    const script = `${sudoers === undefined ? '' : `mount --bind ${file} /etc/sudoers\n`}${before}\nexec "$@"`;
    const rights = ['--reuid', String(user.uid), '--regid', String(user.uid), '--init-groups', ...more];
    const variables = { HOME: user.home, USER: user.name, PATH: '/usr/local/bin:/usr/bin:/bin', ...env };
    const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const command = [
      ...['unshare', '--mount', '--propagation', 'private', 'sh', '-ec', script, 'sh'],
      ...['setpriv', ...rights, 'env', '-i', ...words, ...around],
      ...['npm', 'start', '--', '--no-open', ...args],
    ];
    const ends = { onEnd: () => {} };
    const pty = openPty(200, 50, {
      command,
      cwd,
      env: { PATH: process.env.PATH ?? '' },
      onEnd: () => ends.onEnd(),
    });
    const terminal = new UserTerminal(pty, dir);
    ends.onEnd = () => {
      terminal.ended = true;
    };
    return terminal;
  }

  /** What was printed so far, line by line. */
  get lines(): string[] {
    return stripVTControlCharacters(this.text).split(/[\r\n]+/);
  }

  /** Resolves with the first line that matches. */
  line(pattern: RegExp, withinMs = 60_000): Promise<string> {
    return until(
      () => {
        const found = this.lines.find((line) => pattern.test(line));
        if (found === undefined && this.ended)
          throw new Error(`it ended, and printed:\n${this.lines.join('\n')}`);
        return found;
      },
      () => `no line ${pattern}; the terminal shows:\n${this.lines.join('\n')}`,
      { withinMs },
    );
  }

  /** Resolves when as many lines match: a question may be asked again. */
  async prompts(pattern: RegExp, count: number): Promise<void> {
    const found = () => this.lines.filter((line) => pattern.test(line)).length;
    await until(
      () => found() >= count,
      () => `${found()} lines ${pattern}:\n${this.lines.join('\n')}`,
    );
  }

  /** The deck's port and the speaker's token. */
  async deck(): Promise<{ port: number; token: string }> {
    const { port, searchParams } = new URL((await this.line(/^ready /)).slice('ready '.length));
    return { port: Number(port), token: searchParams.get('token') ?? '' };
  }

  type(keys: string): void {
    this.pty.write(keys);
  }

  /** Ctrl-C, and once more where the first was an answer; waits for the end. */
  async end(): Promise<void> {
    const press = setInterval(() => this.type('\x03'), AGAIN_MS);
    this.type('\x03');
    await until(
      () => this.ended,
      () => `Ctrl-C didn't end it:\n${this.lines.join('\n')}`,
    ).finally(() => {
      clearInterval(press);
      this.pty.dispose();
      rmSync(this.dir, { recursive: true, force: true });
    });
  }
}
