// The server's own copy of a terminal's screen, kept by @xterm/headless.
import unicode11Addon from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { captureScreen } from '../../screen/capture.ts';
import { coreOf } from '../../screen/core.ts';
import { type Core, SCROLLBACK_ROWS } from '../../screen/fields.ts';
import { followPalette } from '../../screen/palette.ts';
import { GROUND, TAIL_BYTES, unfinishedTail } from '../../screen/tail.ts';
import { heldBytes } from '../../screen/utf8.ts';
import { Backlog } from './backlog.ts';
import type { History } from './history.ts';
import { type LeftOn, leftOn } from './left-on.ts';

/** A screen in the form of screen/capture.ts. */
export type Capture = {
  /** All output before this offset is in the screen, except for `tail`. */
  offset: number;
  bytes: Uint8Array;
  /** The unfinished end of the output: the start of a character or of a sequence. */
  tail: Uint8Array;
};

/** A cell of the screen; it moves with its row until it is disposed. */
export type Place = {
  readonly row: { readonly line: number };
  readonly column: number;
  dispose(): void;
};

export class Screen {
  private readonly term: InstanceType<typeof headless.Terminal>;
  private readonly core: Core;
  private readonly backlog: Backlog;

  /** @param reply gets the terminal's answers to queries in the output (cursor position, device attributes). */
  constructor(cols: number, rows: number, reply: (data: string) => void) {
    // No log: xterm would write a program's unreadable output into the server's.
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
    // From any row to the last one, and from there until every row of before is out of the scrollback.
    this.backlog = new Backlog(rows + rows + SCROLLBACK_ROWS);
  }

  /** Calls `listener` exactly at the place of an OSC `code` in the stream. */
  onOsc(code: number, listener: (payload: string) => void): void {
    this.term.parser.registerOscHandler(code, (payload) => {
      listener(payload);
      return true;
    });
  }

  /**
   * Takes output. Anything but plain text takes effect before this returns; plain text is parsed when the screen is
   * read, and of a flood only the lines that are still there then. Readers see all output either way.
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
   * The current screen.
   * @param kind `viewport`: without the scrollback.
   * @param history all output so far; the start of an unfinished sequence is found in it.
   */
  capture(kind: 'whole' | 'viewport', history: History): Omit<Capture, 'offset'> {
    this.settle();
    const tail = unfinishedTail(this.core, () => history.newest(TAIL_BYTES));
    return { bytes: captureScreen(this.core, kind), tail };
  }

  /** The cursor's row, from its start to the cursor. */
  cursorLine(): string {
    this.settle();
    const buffer = this.term.buffer.active;
    const line = buffer.getLine(buffer.baseY + buffer.cursorY);
    return line?.translateToString(false, 0, buffer.cursorX) ?? '';
  }

  /** The cursor's cell; undefined on the alternate screen, whose rows are not kept. */
  place(): Place | undefined {
    this.settle();
    const row = this.term.registerMarker(0);
    return row && { row, column: this.term.buffer.active.cursorX, dispose: () => row.dispose() };
  }

  /** The text from a cell to the end of the screen, soft-wrapped rows joined; undefined when that cell is gone. */
  textSince({ row, column }: Place): string | undefined {
    this.settle();
    const buffer = this.term.buffer.active;
    if (row.line < 0 || buffer.type === 'alternate') return undefined;
    let text = '';
    for (let y = row.line; y < buffer.length; y++) {
      const wraps = buffer.getLine(y + 1)?.isWrapped === true;
      text += buffer.getLine(y)!.translateToString(!wraps, y === row.line ? column : 0) + (wraps ? '' : '\n');
    }
    return text.trimEnd();
  }

  /** Which modes are on that no shell's prompt needs. */
  leftOn(): LeftOn {
    this.settle();
    return leftOn(this.term, this.core);
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

  /** Whether text would print row by row: not inside a sequence, a character or a scroll region. */
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
   * Parses at once: at some 30 MB/s, one read of the PTY takes about 0.2 ms. If the terminal throws, the rest of this
   * read is lost, but not the session.
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
