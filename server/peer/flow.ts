// What is on its way to one page: frames sent and not parsed yet, how fast it parses, how much it may owe. No frames.

/**
 * What a page may owe, in milliseconds of its own parsing: the age of the newest output it shows. It bounds the time
 * from Ctrl-C to the prompt, and is long enough to bridge a pause of the page's garbage collection.
 */
const WINDOW_MS = 60;

/** The window in bytes lies between these, whatever was measured: one frame's worth, and 60 ms at 16 MB/s. */
const WINDOW_BYTES = { least: 64 * 1024, most: 1024 * 1024 };

/** Parsing of a page that nothing is known of, in bytes per millisecond: a slow laptop's 2 MB/s. */
const FIRST_RATE = 2000;

/** Shorter answers say more about timers than about parsing; in bytes. */
const SAMPLE_BYTES = 8 * 1024;

/** Weight of the newest sample. */
const NEWEST = 0.3;

type Sent = { seq: number; bytes: number; at: number };

export class Flow {
  /** Measured parsing, in bytes per millisecond. */
  rate = FIRST_RATE;
  /** Bytes of output on their way. */
  owed = 0;
  private readonly frames: Sent[] = [];
  private sampled = 0;
  private since = 0;

  /** @param most the window's upper end in bytes, for pages that nobody types in. */
  constructor(private readonly most = WINDOW_BYTES.most) {}

  /** Whether everything sent has been parsed. */
  get idle(): boolean {
    return this.frames.length === 0;
  }

  /** Bytes of output that the page may owe. */
  get window(): number {
    const wanted = Math.max(this.rate * WINDOW_MS, WINDOW_BYTES.least);
    return Math.min(wanted, this.most);
  }

  /** @param bytes of output; a screen counts nothing, it is no backlog. @param now milliseconds of any steady clock. */
  sent(seq: number, bytes: number, now: number): void {
    if (this.idle) {
      this.since = now;
      this.sampled = 0;
    }
    this.frames.push({ seq, bytes, at: now });
    this.owed += bytes;
  }

  /** The page has parsed all frames up to `seq`; others than those sent are no frames of this page's stream. */
  parsed(seq: number, now: number): void {
    const last = this.frames.findLastIndex((frame) => frame.seq <= seq);
    if (last < 0) return;
    for (const { bytes } of this.frames.splice(0, last + 1)) {
      this.owed -= bytes;
      this.sampled += bytes;
    }
    const spent = now - this.since;
    if (this.sampled < SAMPLE_BYTES || spent <= 0) return;
    this.rate += NEWEST * (this.sampled / spent - this.rate);
    this.since = now;
    this.sampled = 0;
  }
}
