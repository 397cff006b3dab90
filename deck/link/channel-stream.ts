// One attached terminal's stream in the page: what has been shown, acknowledged, typed, and where to go on. No socket.
import type { Frame } from '../../protocol/frame.ts';
import {
  type ClientMessage,
  type Loss,
  MAX_INPUT_CHARS,
  type ServerMessage,
} from '../../protocol/message.ts';
import { cutInput } from '../blocks/paste.ts';
import type { PaneRef, Reason } from '../drivers/driver.ts';

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

export class ChannelStream {
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
    readonly emit: (event: ChannelEvent) => void,
    private readonly send: (message: ClientMessage) => boolean,
  ) {}

  /** What to ask the server for: this pane, and the rest of what is shown already. */
  wanted(): Pick<Extract<ClientMessage, { t: 'attach' }>, 'demo' | 'pane' | 'have'> {
    this.detached();
    const { session, shown } = this;
    return { ...this.ref, ...(session === null ? {} : { have: { session, offset: shown } }) };
  }

  /** The connection is gone; until the next `attached` nothing is sent. */
  detached(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.life = null;
    this.parsedBytes = 0;
  }

  /** What is shown is not to be gone on from. */
  forget(): void {
    this.shown = null;
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
    for (const { n, data } of this.kept) this.send({ t: 'input', ch: this.ch, n, data });
  }

  /** @returns false when output is missing before this frame. */
  take(frame: Frame): boolean {
    const { life } = this;
    if (!life) return true; // Of a stream that nobody waits for any more.
    if (frame.kind === 'output') {
      if (frame.offset !== this.shown) return false;
      this.shown = frame.offset + frame.bytes.length;
    } else this.shown = frame.kind === 'whole' ? frame.offset : null;
    this.emit({ kind: 'frame', frame, parsed: () => this.parsed(life, frame) });
    return true;
  }

  input(data: string): void {
    const at = performance.now();
    for (const piece of cutInput(data, MAX_INPUT_CHARS)) {
      const input = { n: ++this.inputs, data: piece, at };
      this.kept.push(input);
      if (this.life) this.send({ t: 'input', ch: this.ch, n: input.n, data: piece });
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
    if (this.life) this.send({ t: 'ack', ch: this.ch, seq: this.seq });
  }
}
