// Plain output that waits to be parsed until the screen is needed, and which of it can still be seen.

/**
 * Bytes that may wait in a run of few lines, none of which can be left out: one read of the PTY. With more, the program
 * would stall while its output is parsed.
 */
const LONG_LINES_BYTES = 4 * 1024;

/** The most bytes that may wait: three times a log of 1,060 rows, which is what a pane of 30 rows keeps. */
const MOST_BYTES = 256 * 1024;

/** The most reads that may wait, however small: each costs some 300 bytes of overhead, together 1.2 MB. */
const MOST_PARTS = 4096;

const LF = 0x0a;
const CR = 0x0d;

/**
 * Bytes of plain text in UTF-8 (RFC 3629): printable characters, tab, carriage return and line feed. They change only
 * a terminal's rows and cursor. Excluded: C0 controls that do more (ECMA-48 8.3), DEL, and C2, which starts C1 controls.
 */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x09 || byte === LF || byte === CR || (byte >= 0x20 && byte !== 0x7f && byte !== 0xc2) ? 1 : 0,
);

type Part = { bytes: Uint8Array; lineFeeds: number };

export class Backlog {
  private readonly parts: Part[] = [];
  private bytes = 0;
  private lineFeeds = 0;
  /** Whether older output of this run has been left out, since none of its rows can be seen any more. */
  private cut = false;

  /** @param enough so many line feeds push every earlier row out of the scrollback. */
  constructor(private readonly enough: number) {}

  get empty(): boolean {
    return this.parts.length === 0;
  }

  /** Whether too much waits: {@link take} it. */
  get full(): boolean {
    if (this.parts.length > MOST_PARTS) return true;
    if (this.bytes <= LONG_LINES_BYTES) return false;
    return this.bytes > MOST_BYTES || this.lineFeeds * MOST_BYTES < this.enough * this.bytes;
  }

  /** @returns false, and takes nothing, if the output is not plain. */
  add(bytes: Uint8Array): boolean {
    let lineFeeds = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (PLAIN[byte] === 0) return false;
      if (byte === LF) lineFeeds++;
    }
    this.parts.push({ bytes, lineFeeds });
    this.bytes += bytes.length;
    this.lineFeeds += lineFeeds;
    if (this.lineFeeds > 2 * this.enough) this.leaveOut();
    return true;
  }

  /**
   * Empties it.
   * @returns what to parse, in order; rows and cursor are then as if everything had been parsed.
   */
  take(): Uint8Array[] {
    if (this.lineFeeds > this.enough) this.leaveOut();
    const parts = this.parts.splice(0).map((part) => part.bytes);
    // The line before the cut ended with CR LF, but the cursor may be in another column where the rest starts.
    if (this.cut) parts.unshift(Uint8Array.of(CR));
    this.bytes = this.lineFeeds = 0;
    this.cut = false;
    return parts;
  }

  /** Drops as many lines at the start as possible. */
  private leaveOut(): void {
    let behind = 0;
    for (let i = this.parts.length - 1; i >= 0; i--) {
      const { bytes, lineFeeds } = this.parts[i]!;
      const start = behind + lineFeeds < this.enough ? undefined : lineStart(bytes, this.enough - behind);
      if (start) {
        this.parts.splice(0, i + 1, { bytes: bytes.subarray(start.at), lineFeeds: start.lineFeeds });
        this.bytes = this.parts.reduce((sum, part) => sum + part.bytes.length, 0);
        this.lineFeeds = behind + start.lineFeeds;
        this.cut = true;
        return;
      }
      behind += lineFeeds;
    }
  }
}

/** The last line start after a CR LF that still has at least so many line feeds after it. */
function lineStart(bytes: Uint8Array, wanted: number): { at: number; lineFeeds: number } | undefined {
  let lineFeeds = 0;
  for (let at = bytes.length - 1; at > 0; at--) {
    if (bytes[at] !== LF) continue;
    if (lineFeeds >= wanted && bytes[at - 1] === CR) return { at: at + 1, lineFeeds };
    lineFeeds++;
  }
  return undefined;
}
