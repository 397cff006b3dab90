// The server's own copy of a terminal's screen, kept by @xterm/headless. Knows no socket, no PTY and no shell.
import serializeAddon from '@xterm/addon-serialize';
import unicode11Addon from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { unfinishedTail } from './tail.ts';

/** Rows above the screen that are kept for scrolling back; the page keeps the same number. */
export const SCROLLBACK_ROWS = 1000;

/** Longest unfinished sequence that is carried over a snapshot, in bytes; longer ones are no terminal's. */
const TAIL_BYTES = 4096;

type Chunk = { offset: number; bytes: Uint8Array };

export type Snapshot = {
  /** Output before this offset is in the snapshot. */
  offset: number;
  bytes: Uint8Array;
  /** Output that has arrived behind `offset` but is not parsed yet. */
  rest: Chunk[];
};

export class Screen {
  /** Bytes of output received so far. */
  received = 0;
  /** Bytes of output parsed so far. */
  parsed = 0;
  private readonly term: InstanceType<typeof headless.Terminal>;
  private readonly serialize = new serializeAddon.SerializeAddon();
  private readonly pending: Chunk[] = [];
  private recent: Uint8Array<ArrayBufferLike> = new Uint8Array(0);

  /** @param reply gets the terminal's answers to queries in the output (cursor position, device attributes). */
  constructor(cols: number, rows: number, reply: (data: string) => void) {
    this.term = new headless.Terminal({ cols, rows, scrollback: SCROLLBACK_ROWS, allowProposedApi: true });
    this.term.loadAddon(this.serialize);
    this.term.loadAddon(new unicode11Addon.Unicode11Addon());
    this.term.unicode.activeVersion = '11';
    this.term.onData(reply);
  }

  /** Calls `listener` at the very place in the stream where an OSC `code` stands. */
  onOsc(code: number, listener: (payload: string) => void): void {
    this.term.parser.registerOscHandler(code, (payload) => {
      listener(payload);
      return true;
    });
  }

  /** @param parsed runs when these bytes are on the screen. */
  write(bytes: Uint8Array, parsed?: () => void): void {
    const chunk = { offset: this.received, bytes };
    this.received += bytes.length;
    this.pending.push(chunk);
    this.term.write(bytes, () => {
      this.pending.shift();
      this.parsed = chunk.offset + bytes.length;
      this.recent = join(this.recent, bytes).slice(-TAIL_BYTES);
      parsed?.();
    });
  }

  /** Bytes received but not parsed yet. */
  get backlog(): number {
    return this.received - this.parsed;
  }

  snapshot(): Snapshot {
    const buffer = this.term.buffer.active;
    const cursor = `\x1b[${buffer.cursorY + 1};${buffer.cursorX + 1}H`;
    // SerializeAddon leaves a hidden cursor out, and a page's reset does not show one: say which it is.
    const hidden = (this.term as unknown as { _core?: { coreService?: { isCursorHidden?: boolean } } })._core
      ?.coreService?.isCursorHidden;
    const text = `${this.serialize.serialize()}${cursor}${hidden ? '\x1b[?25l' : '\x1b[?25h'}`;
    const bytes = join(new TextEncoder().encode(text), unfinishedTail(this.recent));
    return { offset: this.parsed, bytes, rest: [...this.pending] };
  }

  /** The row the cursor stands on, from its start to the cursor. */
  cursorLine(): string {
    const buffer = this.term.buffer.active;
    const line = buffer.getLine(buffer.baseY + buffer.cursorY);
    return line?.translateToString(false, 0, buffer.cursorX) ?? '';
  }

  /** Scrollback and screen; soft-wrapped rows joined, trailing blanks cut. */
  text(): string {
    const buffer = this.term.buffer.active;
    const rows: string[] = [];
    for (let y = 0; y < buffer.length; y++) {
      const line = buffer.getLine(y);
      if (line?.isWrapped && rows.length > 0) rows[rows.length - 1] += line.translateToString(true);
      else rows.push(line?.translateToString(true) ?? '');
    }
    return rows.join('\n').trimEnd();
  }

  /** Waits until everything received so far is on the screen. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.term.write('', resolve));
  }

  dispose(): void {
    this.term.dispose();
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
