// One terminal's life: its screen, its shell's marks, who watches. Knows neither the socket nor node-pty.
import type { Pane } from '../../protocol/demo.ts';
import { Burst } from './burst.ts';
import { FrameClock } from './frame-clock.ts';
import { History } from './history.ts';
import { Inputs } from './inputs.ts';
import { endMark, type Mark, readEndMark, readMark } from './marks.ts';
import type { Pty } from './pty.ts';
import { type Capture, Screen } from './screen.ts';

/** How long the end mark may take to come back behind the last output; a terminal stopped by Ctrl-S never sends it. */
const END_MARK_MS = 500;

/**
 * How long a flood gives way to a key in another pane, in ms. An echo takes some 7 ms, and 99 of 100 take less than 30;
 * at ten keys a second a flood keeps four fifths of its speed.
 */
const WAY_MS = 20;

/** Someone who watches a session: a stream to a page, the steps, a recorder. */
export interface Watcher {
  /** Every byte, in order, before it is on the screen. */
  output?(bytes: Uint8Array, offset: number): void;
  mark?(mark: Mark): void;
  /** Keys have been given to the program. */
  typed?(): void;
  /** The screen has changed; everything received so far is on it. */
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
  /** When a page that is behind gets a screen. */
  readonly clock = new FrameClock();
  private readonly screen: Screen;
  private readonly history = new History();
  private readonly inputs = new Inputs();
  private readonly watchers = new Set<Watcher>();
  private readonly captures = new Map<'whole' | 'viewport', Capture>();
  /** Output that came while other output was parsed, as the echo of a terminal's answer may. */
  private readonly arrived: Uint8Array[] = [];
  private parsing = false;
  private readonly burst = new Burst();
  private way: NodeJS.Timeout | undefined;
  private ending: { status: number | null; marked: boolean; timer: NodeJS.Timeout | undefined } | undefined;

  /** @param id names this life of the pane; no other session has ever had it. */
  constructor(
    readonly demo: string,
    readonly pane: Pane,
    readonly pty: Pty,
    private readonly nonce: string,
    readonly id: string = pane.id,
  ) {
    this.screen = new Screen(pane.cols, pane.rows, (data) => pty.write(data));
    this.screen.onOsc(133, (payload) => this.hear(payload));
    pty.onData((bytes) => this.receive(bytes));
  }

  get ended(): boolean {
    return this.shell.state === 'ended';
  }

  /** Bytes of output so far, all of them on the screen outside of `output` and `mark`. */
  get received(): number {
    return this.history.end;
  }

  /** Far more output comes than anybody reads. */
  get floods(): boolean {
    return this.burst.floods;
  }

  watch(watcher: Watcher): { dispose(): void } {
    this.watchers.add(watcher);
    return { dispose: () => void this.watchers.delete(watcher) };
  }

  /** Output from `offset` on; undefined when that is too long ago, or not this session's. */
  since(offset: number): Uint8Array | undefined {
    return this.history.since(offset);
  }

  /** The screen as it stands; made once, however many pages want it. */
  capture(kind: 'whole' | 'viewport'): Capture {
    const offset = this.received;
    const last = this.captures.get(kind);
    if (last?.offset === offset) return last;
    const capture = { offset, ...this.screen.capture(kind, this.history) };
    this.captures.set(kind, capture);
    return capture;
  }

  cursorLine(): string {
    return this.screen.cursorLine();
  }

  text(): string {
    return this.screen.text();
  }

  /** Keys from a person or from a step. */
  input(data: string): void {
    if (this.ended) return;
    this.touched = true;
    this.pty.write(data);
    for (const watcher of [...this.watchers]) watcher.typed?.();
  }

  /**
   * Leaves the processors to others for a moment, while output floods: it is not read, so the program that writes it
   * waits. Somebody types in another pane.
   */
  giveWay(): void {
    if (this.ended || this.way || !this.floods) return;
    this.pty.pause();
    this.clock.giveWay(WAY_MS);
    this.way = setTimeout(() => {
      this.way = undefined;
      this.pty.resume();
    }, WAY_MS);
  }

  /** The last input that was taken from a page. */
  lastInput(page: string): number {
    return this.inputs.last(page);
  }

  /** Keys from a page, which counts its inputs from 1; one that comes again is not taken again. */
  inputFrom(page: string, n: number, data: string): void {
    if (this.inputs.take(page, n)) this.input(data);
  }

  /** The shell has exited; the session ends when its last output has arrived. */
  finish(status: number | null): void {
    if (this.ended || this.ending) return;
    this.ending = { status, marked: false, timer: setTimeout(() => this.end(), END_MARK_MS) };
    try {
      this.pty.print(endMark(this.nonce));
    } catch {
      this.end();
    }
  }

  /** Ends the session at once; what lives on its terminal is hung up. */
  dispose(): void {
    if (!this.ended) {
      this.ending ??= { status: null, marked: false, timer: undefined };
      this.end();
    }
    this.watchers.clear();
    this.clock.dispose();
    this.screen.dispose();
  }

  private receive(bytes: Uint8Array): void {
    this.burst.add(bytes.length);
    this.arrived.push(bytes);
    if (this.parsing) return;
    this.parsing = true;
    try {
      for (let next = this.arrived.shift(); next && !this.ended; next = this.arrived.shift()) this.show(next);
    } finally {
      this.parsing = false;
    }
  }

  private show(bytes: Uint8Array): void {
    const offset = this.history.end;
    for (const watcher of [...this.watchers]) watcher.output?.(bytes, offset);
    this.history.add(bytes);
    this.screen.write(bytes);
    this.clock.output(bytes.length);
    for (const watcher of [...this.watchers]) watcher.settled?.();
    if (this.ending?.marked) this.end();
  }

  private hear(payload: string): void {
    const last = readEndMark(payload, this.nonce);
    if (last) {
      // With a status it is the word of the pane's own first process, else the server's, which has called `finish`.
      if (last.status !== null) this.ending ??= { status: last.status, marked: false, timer: undefined };
      if (this.ending) this.ending.marked = true;
      return;
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
    clearTimeout(this.way);
    this.shell = { state: 'ended', status: this.ending.status };
    this.pty.dispose();
    for (const watcher of [...this.watchers]) watcher.exit?.(this.ending.status);
  }
}
