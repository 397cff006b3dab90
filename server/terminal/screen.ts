// The server's own copy of a terminal's screen, kept by @xterm/headless. Knows no socket, no PTY and no shell.
import unicode11Addon from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { captureScreen } from '../../screen/capture.ts';
import { type Core, coreOf, SCROLLBACK_ROWS } from '../../screen/core.ts';
import { followPalette } from '../../screen/palette.ts';
import { GROUND, TAIL_BYTES, unfinishedTail } from '../../screen/tail.ts';
import { heldBytes } from '../../screen/utf8.ts';
import { Backlog } from './backlog.ts';
import type { History } from './history.ts';

/** A screen in the form of screen/capture.ts. */
export type Capture = {
  /** All output before it is in the screen, but for what is in `tail`. */
  offset: number;
  bytes: Uint8Array;
  /** Output of which the terminal has not seen the end: part of a character or of a sequence. */
  tail: Uint8Array;
};

export class Screen {
  private readonly term: InstanceType<typeof headless.Terminal>;
  private readonly core: Core;
  private readonly backlog: Backlog;

  /** @param reply gets the terminal's answers to queries in the output (cursor position, device attributes). */
  constructor(cols: number, rows: number, reply: (data: string) => void) {
    // Without a log: xterm's would put what it cannot read, a program's output, into the server's.
    this.term = new headless.Terminal({
      cols,
      rows,
      scrollback: SCROLLBACK_ROWS,
      allowProposedApi: true,
      logLevel: 'off',
    });
    this.term.loadAddon(new unicode11Addon.Unicode11Addon());
    this.term.unicode.activeVersion = '11';
    this.term.onData(reply);
    this.core = coreOf(this.term);
    followPalette(this.core);
    // From anywhere on the screen to its last row, and from there until every row that stood there is trimmed.
    this.backlog = new Backlog(rows + rows + SCROLLBACK_ROWS);
  }

  /** Calls `listener` at the very place in the stream where an OSC `code` stands. */
  onOsc(code: number, listener: (payload: string) => void): void {
    this.term.parser.registerOscHandler(code, (payload) => {
      listener(payload);
      return true;
    });
  }

  /**
   * Takes output. Whoever reads the screen sees all of it, and what is more than text is obeyed before this returns;
   * plain text is parsed when somebody looks, and of a flood of it only the lines that are still there then.
   */
  write(bytes: Uint8Array): void {
    if (this.takesText() && this.backlog.add(bytes)) {
      if (this.backlog.full) this.settle();
      return;
    }
    this.settle();
    this.parse(bytes);
  }

  /**
   * The screen as it stands.
   * @param kind `viewport`: without the rows above it.
   * @param history all output so far, in which the beginning of an unfinished sequence is found.
   */
  capture(kind: 'whole' | 'viewport', history: History): Omit<Capture, 'offset'> {
    this.settle();
    const tail = unfinishedTail(this.core, () => history.newest(TAIL_BYTES));
    return { bytes: captureScreen(this.core, kind), tail };
  }

  /** The row the cursor stands on, from its start to the cursor. */
  cursorLine(): string {
    this.settle();
    const buffer = this.term.buffer.active;
    const line = buffer.getLine(buffer.baseY + buffer.cursorY);
    return line?.translateToString(false, 0, buffer.cursorX) ?? '';
  }

  /** Scrollback and screen; soft-wrapped rows joined, trailing blanks cut. */
  text(): string {
    this.settle();
    const buffer = this.term.buffer.active;
    const rows: string[] = [];
    for (let y = 0; y < buffer.length; y++) {
      const line = buffer.getLine(y);
      if (line?.isWrapped && rows.length > 0) rows[rows.length - 1] += line.translateToString(true);
      else rows.push(line?.translateToString(true) ?? '');
    }
    return rows.join('\n').trimEnd();
  }

  dispose(): void {
    this.term.dispose();
  }

  /** Whether text would be shown as such, row below row: not inside a sequence or a character, nor in a scroll region. */
  private takesText(): boolean {
    if (!this.backlog.empty) return true;
    const { _parser, _utf8Decoder } = this.core._inputHandler;
    const { active } = this.core._bufferService.buffers;
    return (
      _parser.currentState === GROUND &&
      heldBytes(_utf8Decoder.interim).length === 0 &&
      active.scrollTop === 0 &&
      active.scrollBottom === this.term.rows - 1
    );
  }

  private settle(): void {
    for (const bytes of this.backlog.take()) this.parse(bytes);
  }

  /**
   * Parses at once: at some 30 MB/s a read of the PTY takes about 0.2 ms. Output on which the terminal itself fails
   * costs the rest of this read, never the session.
   */
  private parse(bytes: Uint8Array): void {
    try {
      this.core._inputHandler.parse(bytes);
    } catch (error) {
      this.core._inputHandler._parser.reset();
      console.error(`ebpf-talk: a terminal could not read some output: ${(error as Error).message}`);
    }
  }
}
