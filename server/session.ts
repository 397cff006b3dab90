// One terminal's life: its screen, its shell's marks, who watches. Knows neither the socket nor node-pty.
import type { Pane } from '../protocol/talk.ts';
import { endMark, type Mark, readEndMark, readMark } from './marks.ts';
import type { Pty } from './pty.ts';
import { Screen, type Snapshot } from './screen.ts';

/** Unparsed bytes at which the PTY is paused, and at which it goes on. xterm drops output above 50 MB. */
const BACKLOG_HIGH_BYTES = 1024 * 1024;
const BACKLOG_LOW_BYTES = 256 * 1024;

/** How long the end mark may take to come back behind the last output; a terminal stopped by Ctrl-S never sends it. */
const END_MARK_MS = 500;

/** Someone who watches a session: a stream to a page, the steps, a recorder. */
export interface Watcher {
  output?(bytes: Uint8Array, offset: number): void;
  mark?(mark: Mark): void;
  /** The screen has changed and everything received so far is parsed. */
  settled?(): void;
  exit?(status: number | null): void;
}

export type Shell =
  | { state: 'starting' }
  | { state: 'prompt' }
  | { state: 'running' }
  | { state: 'ended'; status: number | null };

export class Session {
  shell: Shell = { state: 'starting' };
  /** Keys have arrived since the last prompt, so the command line may not be empty. */
  touched = false;
  private readonly screen: Screen;
  private readonly watchers = new Set<Watcher>();
  private paused = false;
  private ending: { status: number | null; timer: NodeJS.Timeout } | undefined;

  constructor(
    readonly demo: string,
    readonly pane: Pane,
    readonly pty: Pty,
    private readonly nonce: string,
  ) {
    this.screen = new Screen(pane.cols, pane.rows, (data) => pty.write(data));
    this.screen.onOsc(133, (payload) => this.hear(payload));
    pty.onData((bytes) => this.receive(bytes));
  }

  get ended(): boolean {
    return this.shell.state === 'ended';
  }

  watch(watcher: Watcher): { dispose(): void } {
    this.watchers.add(watcher);
    return { dispose: () => void this.watchers.delete(watcher) };
  }

  /** The screen as it stands, and the output behind it; followed by `output` calls it misses and doubles nothing. */
  snapshot(): Snapshot {
    return this.screen.snapshot();
  }

  cursorLine(): string {
    return this.screen.cursorLine();
  }

  text(): string {
    return this.screen.text();
  }

  settled(): Promise<void> {
    return this.screen.settled();
  }

  /** Keys from a person or from a step. */
  input(data: string): void {
    if (this.ended) return;
    this.touched = true;
    this.pty.write(data);
  }

  /** The shell has exited; the session ends when its last output has arrived. */
  finish(status: number | null): void {
    if (this.ended || this.ending) return;
    this.ending = { status, timer: setTimeout(() => this.end(), END_MARK_MS) };
    try {
      this.pty.print(endMark(this.nonce));
    } catch {
      this.end();
    }
  }

  /** Ends the session at once; what lives on its terminal is hung up. */
  dispose(): void {
    if (!this.ended) {
      this.ending ??= { status: null, timer: setTimeout(() => {}, 0) };
      this.end();
    }
    this.watchers.clear();
    this.screen.dispose();
  }

  private receive(bytes: Uint8Array): void {
    if (this.ended) return;
    const offset = this.screen.received;
    this.screen.write(bytes, () => {
      if (this.paused && this.screen.backlog < BACKLOG_LOW_BYTES) {
        this.paused = false;
        this.pty.resume();
      }
      if (this.screen.backlog === 0) for (const watcher of [...this.watchers]) watcher.settled?.();
    });
    for (const watcher of [...this.watchers]) watcher.output?.(bytes, offset);
    if (!this.paused && this.screen.backlog > BACKLOG_HIGH_BYTES) {
      this.paused = true;
      this.pty.pause();
    }
  }

  private hear(payload: string): void {
    const last = readEndMark(payload, this.nonce);
    if (last) {
      // With a status it is the word of the pane's own first process, else the server's, which has called `finish`.
      if (last.status !== null) this.ending ??= { status: last.status, timer: setTimeout(() => {}, 0) };
      return this.end();
    }
    const mark = readMark(payload, this.nonce);
    if (!mark || this.ended) return;
    if (mark.kind === 'prompt') {
      this.shell = { state: 'prompt' };
      this.touched = false;
    }
    if (mark.kind === 'start') this.shell = { state: 'running' };
    for (const watcher of [...this.watchers]) watcher.mark?.(mark);
  }

  private end(): void {
    if (!this.ending || this.ended) return;
    clearTimeout(this.ending.timer);
    this.shell = { state: 'ended', status: this.ending.status };
    this.pty.dispose();
    for (const watcher of [...this.watchers]) watcher.exit?.(this.ending.status);
  }
}
