// Plain output that nobody has looked at yet, and how much of it can still be seen. Parses nothing.

/**
 * Bytes that may wait in a run of few lines, of which nothing can be left out: a read of the PTY. With more of them a
 * program would stand still while its output is parsed.
 */
const LONG_LINES_BYTES = 4 * 1024;

/** Bytes that may wait at all: three times what 1,060 rows of a log hold, which is what a pane of 30 rows keeps. */
const MOST_BYTES = 256 * 1024;

/** Reads that may wait, however small: each costs some 300 bytes besides its own, together 1.2 MB. */
const MOST_PARTS = 4096;

const LF = 0x0a;
const CR = 0x0d;

/**
 * Bytes of plain text in UTF-8 (RFC 3629): what prints, tab, carriage return and line feed. They change the rows and
 * the cursor of a terminal and nothing else. Not among them: C0 controls that do more (ECMA-48 8.3), DEL, and C2, with
 * which C1 controls begin.
 */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x09 || byte === LF || byte === CR || (byte >= 0x20 && byte !== 0x7f && byte !== 0xc2) ? 1 : 0,
);

type Part = { bytes: Uint8Array; lineFeeds: number };

export class Backlog {
  private readonly parts: Part[] = [];
  private bytes = 0;
  private lineFeeds = 0;
  /** Older output of the same run has been left out: no row of it is to be seen any more. */
  private cut = false;

  /** @param enough line feeds, whatever they follow, that put every row out of reach which stood there before them. */
  constructor(private readonly enough: number) {}

  get empty(): boolean {
    return this.parts.length === 0;
  }

  /** More waits than should; {@link take} it. */
  get full(): boolean {
    if (this.parts.length > MOST_PARTS) return true;
    if (this.bytes <= LONG_LINES_BYTES) return false;
    return this.bytes > MOST_BYTES || this.lineFeeds * MOST_BYTES < this.enough * this.bytes;
  }

  /** @returns false for output that is not plain, which is not taken. */
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
   * @returns what to parse, in order: the rows and the cursor are then as if all of it had been parsed.
   */
  take(): Uint8Array[] {
    if (this.lineFeeds > this.enough) this.leaveOut();
    const parts = this.parts.splice(0).map((part) => part.bytes);
    // The line before the cut ended with CR LF; the cursor may stand elsewhere in the row where the rest begins.
    if (this.cut) parts.unshift(Uint8Array.of(CR));
    this.bytes = this.lineFeeds = 0;
    this.cut = false;
    return parts;
  }

  /** Leaves out lines at the beginning, as many as it can. */
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

/** The last beginning of a line behind CR LF that has so many line feeds, or more, behind it. */
function lineStart(bytes: Uint8Array, wanted: number): { at: number; lineFeeds: number } | undefined {
  let lineFeeds = 0;
  for (let at = bytes.length - 1; at > 0; at--) {
    if (bytes[at] !== LF) continue;
    if (lineFeeds >= wanted && bytes[at - 1] === CR) return { at: at + 1, lineFeeds };
    lineFeeds++;
  }
  return undefined;
}
