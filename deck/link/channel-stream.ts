// One attached terminal in the page: what it has shown, acknowledged and typed, and where it continues.
import type { Frame } from '../../protocol/frame.ts';
import { cutInput } from '../../protocol/input.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/message.ts';
import type { Loss, PaneRef, Reason } from '../../protocol/pane.ts';
import { randomName } from './random-name.ts';

/** What happens to a terminal's stream, in order. */
export type ChannelEvent =
  | { kind: 'attached' }
  | { kind: 'refused'; reason: Reason }
  /** The session has gone; what the terminal shows stays. */
  | { kind: 'lost'; why: Loss }
  /** The pane is not started yet, and this page may not start it. */
  | { kind: 'unstarted' }
  | { kind: 'exit'; status: number | null }
  | { kind: 'frame'; frame: Frame; parsed: () => void };

/** Output is acknowledged after this many parsed bytes or this many milliseconds, whichever comes first. */
const ACK_BYTES = 16 * 1024;
const ACK_MS = 10;

/**
 * Keys typed while the connection is lost are sent if it is back within this time, in ms. Later the speaker may have
 * forgotten them: a command that suddenly runs is worse than one that must be typed again.
 */
const KEEP_MS = 5000;

/** How many characters of them are kept; a larger paste is not sent again. */
const KEEP_CHARS = 64 * 1024;

type Input = { n: number; data: string; at: number };

/** One attached terminal. After a reconnection it attaches again by itself and continues where it was. */
export type Channel = {
  /** Sends keys. While the connection is lost they wait for a few seconds; each is typed once. */
  input(data: string): void;
  restart(): void;
  /** Asks for the whole screen, when a frame could not be shown. */
  again(): void;
  dispose(): void;
};

/** What a channel needs of the page's connection. */
export type Wire = {
  send(message: ClientMessage): boolean;
  /** The channel is closed, and its number is free. */
  disposed(ch: number): void;
};

export class ChannelStream implements Channel {
  /**
   * One object per confirmed stream; null until the server has confirmed it. Frames that arrive earlier, or are parsed
   * later than the next stream begins, belong to an earlier stream and are ignored.
   */
  private stream: object | null = null;
  /** Its keys are numbered from 1 under this name: a pane that is shown again later begins anew. */
  private readonly name = randomName();
  private session: string | null = null;
  /** The terminal has got all output before this offset; null if it can't continue and needs the whole screen. */
  private shown: number | null = null;
  private seq = 0;
  private parsedBytes = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private inputs = 0;
  private kept: Input[] = [];

  constructor(
    private readonly ch: number,
    private readonly ref: PaneRef,
    private readonly wire: Wire,
    readonly emit: (event: ChannelEvent) => void,
  ) {}

  /** Asks the server for this pane, from where the terminal's output ends. */
  attach(): void {
    this.detached();
    const { ch, session, shown } = this;
    const have = session === null ? {} : { have: { session, offset: shown } };
    this.wire.send({ t: 'attach', ch, page: this.name, ...this.ref, ...have });
  }

  /** Call when the connection is lost; nothing is sent until the next `attached`. */
  detached(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.stream = null;
    this.parsedBytes = 0;
  }

  again(): void {
    this.shown = null;
    this.wire.send({ t: 'detach', ch: this.ch });
    this.attach();
  }

  restart(): void {
    this.wire.send({ t: 'restart', ch: this.ch });
  }

  attached({ session, offset, resumed, input }: Extract<ServerMessage, { t: 'attached' }>): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.stream = {};
    this.parsedBytes = 0;
    this.shown = resumed ? offset : null;
    const same = session === this.session;
    this.session = session;
    const since = performance.now() - KEEP_MS;
    this.kept = same ? this.kept.filter(({ n, at }) => n > input && at >= since) : [];
    this.emit({ kind: 'attached' });
    for (const { n, data } of this.kept) this.wire.send({ t: 'input', ch: this.ch, n, data });
  }

  /** Shows a frame. If output before it is missing, asks for the whole screen instead. */
  take(frame: Frame): void {
    const { stream } = this;
    if (!stream) return; // It belongs to an earlier stream.
    if (frame.kind === 'output') {
      if (frame.offset !== this.shown) return this.again();
      this.shown = frame.offset + frame.bytes.length;
    } else this.shown = frame.kind === 'whole' ? frame.offset : null;
    this.emit({ kind: 'frame', frame, parsed: () => this.parsed(stream, frame) });
  }

  input(data: string): void {
    const at = performance.now();
    for (const piece of cutInput(data)) {
      const input = { n: ++this.inputs, data: piece, at };
      this.kept.push(input);
      if (this.stream) this.wire.send({ t: 'input', ch: this.ch, n: input.n, data: piece });
    }
    const old = at - KEEP_MS;
    let chars = this.kept.reduce((sum, { data }) => sum + data.length, 0);
    while (this.kept.length > 0 && (this.kept[0]!.at < old || chars > KEEP_CHARS)) {
      chars -= this.kept.shift()!.data.length;
    }
  }

  dispose(): void {
    this.detached();
    this.kept = [];
    this.wire.disposed(this.ch);
  }

  private parsed(stream: object, { kind, seq, bytes }: Frame): void {
    if (stream !== this.stream) return;
    this.seq = seq;
    this.parsedBytes += bytes.length;
    // The server waits for this before it sends the next screen.
    if (kind !== 'output' || this.parsedBytes >= ACK_BYTES) this.acknowledge();
    else this.timer ??= setTimeout(() => this.acknowledge(), ACK_MS);
  }

  private acknowledge(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.parsedBytes = 0;
    if (this.stream) this.wire.send({ t: 'ack', ch: this.ch, seq: this.seq });
  }
}
