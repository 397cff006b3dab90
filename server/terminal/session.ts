// One terminal's life: its screen, its shell's marks, its watchers; it knows neither the socket nor node-pty.
import type { Pane } from '../../protocol/demo.ts';
import { Burst } from './burst.ts';
import { FrameClock } from './frame-clock.ts';
import { History } from './history.ts';
import { Inputs } from './inputs.ts';
import { Keyboard } from './keyboard.ts';
import { endMark, LINE_KEY, type Mark, readEndMark, readMark } from './marks.ts';
import type { Pty } from './pty.ts';
import { type Capture, type Place, Screen } from './screen.ts';
import { PaneShell } from './shell.ts';

/** How long the end mark may take to arrive after the last output; a terminal stopped by Ctrl-S never sends it. */
const END_MARK_MS = 500;

/**
 * How long a flood gives way to a key in another pane, in ms. An echo takes some 7 ms, and 99 of 100 take less than 30;
 * at ten keys a second a flood keeps four fifths of its speed.
 */
const WAY_MS = 20;

/** What watches a session: a stream to a page, the steps, a recorder. */
export type Watcher = {
  /** Gets every byte, in order, before it is on the screen. */
  output?(bytes: Uint8Array, offset: number): void;
  mark?(mark: Mark): void;
  /** Called when keys have been written to the program. */
  typed?(): void;
  /** Called when the screen has changed; it shows all output received so far. */
  settled?(): void;
  exit?(status: number | null): void;
};

export class Session {
  readonly shell = new PaneShell();
  /** Tells when a page that is behind should get a screen. */
  readonly clock = new FrameClock();
  private readonly screen: Screen;
  private readonly history = new History();
  private readonly inputs = new Inputs();
  private readonly keyboard: Keyboard;
  private readonly watchers = new Set<Watcher>();
  private readonly captures = new Map<'whole' | 'viewport', Capture>();
  /** Output that came while other output was parsed, such as the echo of a terminal's reply. */
  private readonly arrived: Uint8Array[] = [];
  private parsing = false;
  /** When output or a person's keys came last, on performance.now()'s clock. */
  private lastStir = 0;
  private readonly burst = new Burst();
  private way: NodeJS.Timeout | undefined;
  private ending: { status: number | null; marked: boolean; timer: NodeJS.Timeout | undefined } | undefined;

  /** @param id of this session; never used for another one. */
  constructor(
    readonly demo: string,
    readonly pane: Pane,
    readonly pty: Pty,
    private readonly nonce: string,
    readonly id: string = pane.id,
  ) {
    this.keyboard = new Keyboard(pty, this.shell);
    this.screen = new Screen(pane.cols, pane.rows, (data) => this.keyboard.put(data, 'hand'));
    this.screen.onOsc(133, (payload) => this.hear(payload));
    pty.onData((bytes) => this.receive(bytes));
  }

  get ended(): boolean {
    return this.shell.state === 'ended';
  }

  /** Bytes of output so far; outside of `output` and `mark` all of them are on the screen. */
  get received(): number {
    return this.history.end;
  }

  /** Whether far more output comes than a person can read. */
  get floods(): boolean {
    return this.burst.floods;
  }

  watch(watcher: Watcher): { dispose(): void } {
    this.watchers.add(watcher);
    return { dispose: () => void this.watchers.delete(watcher) };
  }

  /** Output from `offset` on; undefined when that is too old, or not this session's. */
  since(offset: number): Uint8Array | undefined {
    return this.history.since(offset);
  }

  /** The current screen, captured once for all pages that want it. */
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

  /** The cursor's place, for {@link textSince}; undefined on the alternate screen. */
  place(): Place | undefined {
    return this.screen.place();
  }

  /** The text from a place to the end of the screen; undefined when that place is no longer there. */
  textSince(place: Place): string | undefined {
    return this.screen.textSince(place);
  }

  /** Keys from a person. While the deck types, they are dropped, but for Ctrl-C. */
  input(data: string): void {
    if (this.ended || !this.keyboard.byHand(data)) return;
    this.lastStir = performance.now();
    this.typed();
  }

  /** Keys from the deck. */
  type(data: string): void {
    if (this.ended) return;
    this.keyboard.put(data, 'deck');
    this.typed();
  }

  /** The deck begins to type, until `dispose`. */
  takeLine(): { dispose(): void } {
    return this.keyboard.take();
  }

  /** Milliseconds since output or a person's keys came last. */
  get quietMs(): number {
    return performance.now() - this.lastStir;
  }

  /** Asks the shell for its line; the answer is a `line` mark. Only for a shell at its prompt. */
  askForLine(): void {
    if (!this.ended) this.pty.write(LINE_KEY);
  }

  /** Has the program think that the terminal is a row higher, or not any more: a line editor draws its line again. */
  seemsHigher(higher: boolean): void {
    const { cols, rows } = this.pane;
    if (!this.ended) this.pty.resize(cols, rows + (higher ? 1 : 0));
  }

  /**
   * Called for keys in another pane. While output floods, it isn't read for a moment: the program waits, and the
   * processors are free for the echo.
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

  /** The number of the last input taken from a page. */
  lastInput(page: string): number {
    return this.inputs.last(page);
  }

  /** Keys from a page, which numbers its inputs from 1; a repeated one is dropped. */
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

  /** Ends the session at once and hangs up its terminal. */
  dispose(): void {
    if (!this.ended) {
      this.ending ??= { status: null, marked: false, timer: undefined };
      this.end();
    }
    this.watchers.clear();
    this.clock.dispose();
    this.screen.dispose();
  }

  private typed(): void {
    for (const watcher of [...this.watchers]) watcher.typed?.();
  }

  private receive(bytes: Uint8Array): void {
    this.burst.add(bytes.length);
    this.lastStir = performance.now();
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
      // With a status it comes from a plain pane's first process; without, from `finish`.
      if (last.status !== null) this.ending ??= { status: last.status, marked: false, timer: undefined };
      if (this.ending) this.ending.marked = true;
      return;
    }
    const mark = readMark(payload, this.nonce);
    if (!mark || !this.shell.hear(mark)) return;
    if (mark.kind === 'prompt') this.putRight();
    for (const watcher of [...this.watchers]) watcher.mark?.(mark);
  }

  /** Output that turns off what a shell's prompt does not need; '' when nothing of that is on. */
  leftOn(): string {
    return this.screen.leftOn().off;
  }

  /** Turns off what a program that died has left on, as part of the output, so that every reader agrees. */
  private putRight(): void {
    const left = this.screen.leftOn();
    if (left.off === '') return;
    this.pty.print(left.off);
    // The prompt was drawn on the alternate screen, which is gone now.
    if (left.alternate) this.askForLine();
  }

  private end(): void {
    if (!this.ending || this.ended) return;
    clearTimeout(this.ending.timer);
    clearTimeout(this.way);
    this.shell.end(this.ending.status);
    this.pty.dispose();
    for (const watcher of [...this.watchers]) watcher.exit?.(this.ending.status);
  }
}
