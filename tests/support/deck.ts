// Runs a real deck for the tests: starts it as a speaker does, reads its lines, and ends it by a signal.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export type Deck = {
  /** Its address with the token. */
  address: string;
  port: number;
  token: string;
  process: ChildProcess;
  lines: string[];
  /** Resolves with the first printed line that matches. */
  line(pattern: RegExp, timeoutMs?: number): Promise<string>;
  /** Sends a signal and waits for the end. @returns the exit status, or the signal's name. */
  end(signal?: NodeJS.Signals): Promise<number | string>;
};

const decks = new Set<Deck>();

/** Starts a deck and waits for its `ready` line. */
export async function startDeck(
  args: string[] = [],
  options: { command?: string[]; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Deck> {
  const [command, ...first] = options.command ?? [process.execPath, 'start.mjs'];
  const child = spawn(command!, [...first, '--no-open', ...args], {
    cwd: options.cwd ?? ROOT,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const hear = (data: Buffer) => {
    rest += data.toString();
    const parts = rest.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    for (const look of [...waiting]) look();
  };
  let rest = '';
  let ended: number | string | undefined;
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.on('exit', (status, signal) => {
    ended = status ?? signal ?? 0;
    for (const look of [...waiting]) look();
  });
  const deck: Deck = {
    address: '',
    port: 0,
    token: '',
    process: child,
    lines,
    line: (pattern, timeoutMs = 60_000) =>
      new Promise((resolve, reject) => {
        const done = () => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const fail = (why: string) => {
          done();
          reject(new Error(`no line ${pattern}: ${why}; the deck printed:\n${lines.join('\n')}`));
        };
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found !== undefined) {
            done();
            resolve(found);
          } else if (ended !== undefined) fail(`it ended with ${ended}`);
        };
        const timer = setTimeout(() => fail(`not within ${timeoutMs} ms`), timeoutMs);
        waiting.add(look);
        look();
      }),
    end: (signal = 'SIGTERM') =>
      new Promise((resolve) => {
        decks.delete(deck);
        if (ended !== undefined) return resolve(ended);
        child.once('exit', (status, name) => resolve(status ?? name ?? 0));
        child.kill(signal);
      }),
  };
  decks.add(deck);
  const ready = await deck.line(/^ready /);
  deck.address = ready.slice('ready '.length);
  const url = new URL(deck.address);
  deck.port = Number(url.port);
  deck.token = url.searchParams.get('token') ?? '';
  return deck;
}

/** Waits until both demos are live. */
export async function live(deck: Deck): Promise<void> {
  await Promise.all([deck.line(/^live process-tracker$/), deck.line(/^live ping-monitor$/)]);
}

/** Ends the decks that a failed test left running. */
export async function endDecks(): Promise<void> {
  await Promise.all([...decks].map((deck) => deck.end()));
}
