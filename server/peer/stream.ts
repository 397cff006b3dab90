// Sends one session to one page: its output while the page keeps up, its current screen while it doesn't.
// A slow page never slows the others.
import { STRETCH_MS, type Tick } from '../terminal/frame-clock.ts';
import type { Capture } from '../terminal/screen.ts';
import type { Session } from '../terminal/session.ts';
import { Flow } from './flow.ts';

/** Output that comes sooner than this after the last frame, in ms, is gathered: one frame for many writes. */
const GATHER_MS = 4;

/** Once this many bytes are gathered, the frame goes out at once. */
const FRAME_BYTES = 64 * 1024;

/** A flood is over for a page after this many calm stretches of the session's clock. */
const CALM_STRETCHES = 3;

/** A stretch is calm when its output is less than this share of what the page can parse in that time. */
const CALM_PART = 0.5;

/** Viewers get a smaller window, and fewer screens while output floods. */
const VIEWER = { windowBytes: 64 * 1024, frameMs: 100 };

/** Sends to the page. `output` and `screen` return the number of the frame. */
export type StreamSink = {
  output(bytes: Uint8Array, offset: number): number;
  screen(kind: 'whole' | 'viewport', capture: Capture): number;
  exit(status: number | null): void;
};

export type StreamOptions = {
  /** The page shows all output before this offset; undefined when it shows nothing. */
  from?: number | undefined;
  /** Whether the page is a viewer's, where nobody types. */
  viewer?: boolean;
  /** Milliseconds of a steady clock. */
  now?: () => number;
};

type State =
  /** Output is sent as it comes; `timer` runs while some is gathered. */
  | { is: 'streaming'; timer: NodeJS.Timeout | undefined }
  /**
   * Only screens are sent, one at a time. `due`: send the next one when the page has parsed the last. `over`: the flood
   * has ended; stream again when the page has parsed the last.
   */
  | { is: 'behind'; clock: { dispose(): void }; calm: number; due: boolean; over: boolean; framed: number };

export class Stream {
  /** Whether output continues where the page stopped, without a screen first. */
  readonly resumed: boolean;
  private state: State = { is: 'streaming', timer: undefined };
  private readonly flow: Flow;
  private readonly watch: { dispose(): void };
  private readonly now: () => number;
  /** All output before this offset has been sent, as output or in a screen. */
  private sent: number;
  private flushed = Number.NEGATIVE_INFINITY;
  /** Whether the shell's prompt is in the output that is being parsed. */
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

  /** Sends what the page misses. Separate from the constructor, so that `attached` is sent first. */
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
      // After Ctrl-C somebody waits for the prompt; the clock would notice it only by the pause that follows.
      if (!prompted) return;
      this.state.due = true;
      if (this.flow.idle) this.viewport();
      return;
    }
    const waiting = this.session.received - this.sent;
    if (this.flow.owed + waiting > this.flow.window) return this.fallBehind();
    // Each viewer may be fast enough, but a flood is too much to stream to fifty of them.
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

  /** Sends everything that the program wrote, and then the exit. */
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
