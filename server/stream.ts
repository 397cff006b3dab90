// One page's view of one session: bounded, so that a slow page costs the others nothing. Knows no socket.
import type { Session, Watcher } from './session.ts';

/** Bytes on their way to a page that it has not said to have parsed; beyond, it gets the screen instead. */
export const WINDOW_BYTES = 256 * 1024;

export type StreamSink = {
  snapshot(bytes: Uint8Array, offset: number): void;
  output(bytes: Uint8Array, offset: number): void;
  exit(status: number | null): void;
};

/** `streaming`: output goes out as it comes. `behind`: nothing goes out until the page has caught up. */
type State = 'streaming' | 'behind';

export class Stream {
  private state: State = 'streaming';
  private sent = 0;
  private acked = 0;
  private readonly watch: { dispose(): void };

  constructor(
    private readonly session: Session,
    private readonly sink: StreamSink,
  ) {
    this.jump();
    const watcher: Watcher = {
      output: (bytes, offset) => this.output(bytes, offset),
      exit: (status) => this.sink.exit(status),
    };
    this.watch = session.watch(watcher);
    if (session.shell.state === 'ended') this.sink.exit(session.shell.status);
  }

  /** The page has parsed everything before `offset`. */
  ack(offset: number): void {
    if (offset > this.sent) return;
    this.acked = Math.max(this.acked, offset);
    if (this.state === 'behind' && this.acked === this.sent) this.jump();
  }

  dispose(): void {
    this.watch.dispose();
  }

  private jump(): void {
    const { offset, bytes, rest } = this.session.snapshot();
    this.state = 'streaming';
    this.sink.snapshot(bytes, offset);
    this.sent = offset;
    this.acked = offset;
    for (const chunk of rest) this.output(chunk.bytes, chunk.offset);
  }

  private output(bytes: Uint8Array, offset: number): void {
    if (this.state === 'behind') return;
    if (this.sent - this.acked > WINDOW_BYTES) {
      this.state = 'behind';
      return;
    }
    this.sent = offset + bytes.length;
    this.sink.output(bytes, offset);
  }
}
