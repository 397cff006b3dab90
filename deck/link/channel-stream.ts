// One attached terminal in the page: what it has shown, acknowledged and typed, and where it goes on.
import type { Frame } from '../../protocol/frame.ts';
import { cutInput } from '../../protocol/input.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/message.ts';
import type { Loss, PaneRef, Reason } from '../../protocol/pane.ts';

/** What a terminal hears of its stream, in order. */
export type ChannelEvent =
  | { kind: 'attached' }
  | { kind: 'refused'; reason: Reason }
  /** The session that is shown is no more; what is shown stays. */
  | { kind: 'lost'; why: Loss }
  /** Nobody has started the pane, and this page may not. */
  | { kind: 'unstarted' }
  | { kind: 'exit'; status: number | null }
  | { kind: 'frame'; frame: Frame; parsed: () => void };

/** Acknowledgements of output are sent at most once per so many parsed bytes, or so many milliseconds. */
const ACK_BYTES = 16 * 1024;
const ACK_MS = 10;

/**
 * Keys of a lost connection are typed when it is back within this time, in ms. Later nobody remembers what they were
 * for: a command that runs by itself is worse than one to be typed again.
 */
const KEEP_MS = 5000;

/** What is kept of them, in characters; a paste larger than that is not repeated. */
const KEEP_CHARS = 64 * 1024;

type Input = { n: number; data: string; at: number };

/** One attached terminal. It attaches again by itself after a reconnection, and goes on where it was. */
export type Channel = {
  /** Keys while the connection is lost are sent when it is back within a few seconds, each once. */
  input(data: string): void;
  restart(): void;
  /** What was sent could not be shown: asks for the whole screen. */
  again(): void;
  dispose(): void;
};

/** The page's connection, as a channel needs it. */
export type Wire = {
  /** Names the loaded page. */
  page: string;
  send(message: ClientMessage): boolean;
  /** The channel is of no more use, and its number is free. */
  disposed(ch: number): void;
};

export class ChannelStream implements Channel {
  /**
   * One object per confirmed stream; null until the server has confirmed. Frames before that, and what is parsed
   * late of an earlier stream, belong to another life of the number.
   */
  private life: object | null = null;
  private session: string | null = null;
  /** All output before it has been given to the terminal; null: what it shows cannot be continued. */
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

  /** Asks the server for this pane, and for the rest of what is shown already. */
  attach(): void {
    this.detached();
    const { ch, session, shown } = this;
    const have = session === null ? {} : { have: { session, offset: shown } };
    this.wire.send({ t: 'attach', ch, page: this.wire.page, ...this.ref, ...have });
  }

  /** The connection is gone; until the next `attached` nothing is sent. */
  detached(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.life = null;
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
    this.life = {};
    this.parsedBytes = 0;
    this.shown = resumed ? offset : null;
    const same = session === this.session;
    this.session = session;
    const since = performance.now() - KEEP_MS;
    this.kept = same ? this.kept.filter(({ n, at }) => n > input && at >= since) : [];
    this.emit({ kind: 'attached' });
    for (const { n, data } of this.kept) this.wire.send({ t: 'input', ch: this.ch, n, data });
  }

  /** Shows a frame. When output is missing before it, the stream begins anew, with the whole screen. */
  take(frame: Frame): void {
    const { life } = this;
    if (!life) return; // Of a stream that nobody waits for any more.
    if (frame.kind === 'output') {
      if (frame.offset !== this.shown) return this.again();
      this.shown = frame.offset + frame.bytes.length;
    } else this.shown = frame.kind === 'whole' ? frame.offset : null;
    this.emit({ kind: 'frame', frame, parsed: () => this.parsed(life, frame) });
  }

  input(data: string): void {
    const at = performance.now();
    for (const piece of cutInput(data)) {
      const input = { n: ++this.inputs, data: piece, at };
      this.kept.push(input);
      if (this.life) this.wire.send({ t: 'input', ch: this.ch, n: input.n, data: piece });
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

  private parsed(life: object, { kind, seq, bytes }: Frame): void {
    if (life !== this.life) return;
    this.seq = seq;
    this.parsedBytes += bytes.length;
    // The next screen waits for this one to be shown.
    if (kind !== 'output' || this.parsedBytes >= ACK_BYTES) this.acknowledge();
    else this.timer ??= setTimeout(() => this.acknowledge(), ACK_MS);
  }

  private acknowledge(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.parsedBytes = 0;
    if (this.life) this.wire.send({ t: 'ack', ch: this.ch, seq: this.seq });
  }
}
