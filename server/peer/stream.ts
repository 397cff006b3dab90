// One page's view of one session, bounded: output while the page keeps up, the current screen while it does not.
// Knows no socket; a slow page costs the others nothing.
import { STRETCH_MS, type Tick } from '../terminal/frame-clock.ts';
import type { Capture } from '../terminal/screen.ts';
import type { Session } from '../terminal/session.ts';
import { Flow } from './flow.ts';

/** Output that follows within so many milliseconds of the last frame waits for them: one frame for many writes. */
const GATHER_MS = 4;

/** More waits for nothing: a frame of this many bytes goes out at once. */
const FRAME_BYTES = 64 * 1024;

/** A flood is over for a page when it has been calm for so many stretches of the session's clock. */
const CALM_STRETCHES = 3;

/** Calm is half of what a page parses in that time. */
const CALM_PART = 0.5;

/** What pages are given that nobody types in: a smaller window, and fewer screens while output floods. */
const VIEWER = { windowBytes: 64 * 1024, frameMs: 100 };

/** @returns the number of the frame that was sent. */
export type StreamSink = {
  output(bytes: Uint8Array, offset: number): number;
  screen(kind: 'whole' | 'viewport', capture: Capture): number;
  exit(status: number | null): void;
};

export type StreamOptions = {
  /** The page shows all output before it; undefined: it shows nothing. */
  from?: number | undefined;
  /** Nobody types in this page. */
  viewer?: boolean;
  /** Milliseconds of a steady clock. */
  now?: () => number;
};

type State =
  /** Output goes out as it comes; `timer` while some is gathered. */
  | { is: 'streaming'; timer: NodeJS.Timeout | undefined }
  /**
   * Only screens go out, one at a time. `due`: one is wanted when the page has shown the last; `over`: the flood has
   * ended, and the page owes only that answer before it streams again.
   */
  | { is: 'behind'; clock: { dispose(): void }; calm: number; due: boolean; over: boolean; framed: number };

export class Stream {
  /** Whether the page's own output goes on, without a screen at the beginning. */
  readonly resumed: boolean;
  private state: State = { is: 'streaming', timer: undefined };
  private readonly flow: Flow;
  private readonly watch: { dispose(): void };
  private readonly now: () => number;
  /** All output before it has been sent, or is shown by a screen that has. */
  private sent: number;
  private flushed = Number.NEGATIVE_INFINITY;
  /** The shell has shown its prompt in the output that is being worked in. */
  private prompted = false;

  constructor(
    private readonly session: Session,
    private readonly sink: StreamSink,
    private readonly options: StreamOptions = {},
  ) {
    this.now = options.now ?? (() => performance.now());
    this.flow = new Flow(options.viewer ? VIEWER.windowBytes : undefined);
    const { from } = options;
    const missed = from === undefined ? undefined : session.since(from);
    this.resumed = missed !== undefined && missed.length <= this.flow.window;
    this.sent = this.resumed ? from! : session.received;
    this.watch = session.watch({
      settled: () => this.changed(),
      mark: ({ kind }) => {
        if (kind === 'prompt') this.prompted = true;
      },
      exit: (status) => this.exit(status),
    });
  }

  /** Sends what the page misses. Apart from the constructor, so that the page hears first how it begins. */
  begin(): void {
    if (this.resumed) this.flush();
    else this.whole();
    const { shell } = this.session;
    if (shell.state === 'ended') this.sink.exit(shell.status);
  }

  /** The page has parsed this frame and those before it. */
  ack(seq: number): void {
    this.flow.parsed(seq, this.now());
    const { state } = this;
    if (state.is !== 'behind' || !this.flow.idle) return;
    if (state.over) this.catchUp();
    else if (state.due) this.viewport();
  }

  dispose(): void {
    this.watch.dispose();
    this.leave();
  }

  /** The session's screen has changed. */
  private changed(): void {
    const { prompted } = this;
    this.prompted = false;
    if (this.state.is === 'behind') {
      // A prompt is what somebody waits for who has pressed Ctrl-C; the clock would only notice the pause after it.
      if (!prompted) return;
      this.state.due = true;
      if (this.flow.idle) this.viewport();
      return;
    }
    const waiting = this.session.received - this.sent;
    if (this.flow.owed + waiting > this.flow.window) return this.fallBehind();
    // However fast each of them is, fifty of them are too many to stream a flood to.
    if (this.options.viewer && this.session.floods) return this.fallBehind();
    if (waiting >= FRAME_BYTES || this.now() - this.flushed >= GATHER_MS) return this.flush();
    this.state.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  private flush(): void {
    if (this.state.is === 'streaming') {
      clearTimeout(this.state.timer);
      this.state.timer = undefined;
    }
    const bytes = this.session.since(this.sent);
    if (!bytes) return this.fallBehind();
    if (bytes.length === 0) return;
    this.flushed = this.now();
    const seq = this.sink.output(bytes, this.sent);
    this.flow.sent(seq, bytes.length, this.flushed);
    this.sent += bytes.length;
  }

  private fallBehind(): void {
    this.leave();
    const clock = this.session.clock.on((tick) => this.tick(tick));
    this.state = { is: 'behind', clock, calm: 0, due: false, over: false, framed: 0 };
  }

  private tick(tick: Tick): void {
    const { state } = this;
    if (state.is !== 'behind') return;
    if (tick.kind === 'stretch') {
      const calm = tick.bytes < this.flow.parsedIn(STRETCH_MS) * CALM_PART;
      state.calm = calm ? state.calm + 1 : 0;
      state.over = state.calm >= CALM_STRETCHES;
    } else if (tick.kind === 'rest') state.over = true;
    else if (this.options.viewer && this.now() - state.framed < VIEWER.frameMs) return;
    else state.due = true;
    if (!this.flow.idle) return;
    if (state.over) this.catchUp();
    else if (state.due) this.viewport();
  }

  private viewport(): void {
    if (this.state.is !== 'behind') return;
    this.state.due = false;
    if (this.sent === this.session.received) return;
    this.state.framed = this.now();
    this.screen('viewport');
  }

  private catchUp(): void {
    this.leave();
    this.state = { is: 'streaming', timer: undefined };
    this.whole();
  }

  private whole(): void {
    this.screen('whole');
  }

  private screen(kind: 'whole' | 'viewport'): void {
    const capture = this.session.capture(kind);
    this.flow.sent(this.sink.screen(kind, capture), 0, this.now());
    this.sent = capture.offset;
  }

  /** Everything the program wrote goes out before its end is told. */
  private exit(status: number | null): void {
    if (this.state.is === 'behind') this.catchUp();
    else this.flush();
    this.sink.exit(status);
  }

  private leave(): void {
    if (this.state.is === 'behind') this.state.clock.dispose();
    else clearTimeout(this.state.timer);
  }
}
