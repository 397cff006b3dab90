// Flow control for one page: frames it has not parsed yet, how fast it parses, how much output it may owe.

/**
 * How much a page may owe, in milliseconds of its own parsing. This limits how old the output is that it shows, and so
 * the time from Ctrl-C to the prompt; it is long enough to bridge a garbage collection in the page.
 */
const WINDOW_MS = 60;

/** Limits of the window, in bytes: one full frame, and 60 ms at 16 MB/s. */
const WINDOW_BYTES = { least: 64 * 1024, most: 1024 * 1024 };

/** The assumed rate of a new page, in bytes per millisecond: a slow laptop's 2 MB/s. */
const FIRST_RATE = 2000;

/** The smallest sample; with fewer bytes, the network takes more of the time than the page. */
const SAMPLE_BYTES = 8 * 1024;

/**
 * A page that takes longer than `ms` for at least `bytes` is busy: the measured rate is all it can do. Any other page
 * may have waited for output or for its next animation frame, and could parse faster.
 */
const BUSY = { ms: 30, bytes: WINDOW_BYTES.least / 2 };

/** Weight of the newest sample in the average. */
const NEWEST = 0.3;

/** A frame that was sent, and the state at that time, as in draft-cheng-iccrg-delivery-rate-estimation. */
type Sent = {
  seq: number;
  bytes: number;
  at: number;
  /** Bytes parsed before it, when the last of them were acknowledged, and when those had been sent. */
  before: { parsed: number; at: number; sentAt: number };
  /** Whether no screen was on its way; a screen takes time but counts no bytes. */
  alone: boolean;
};

export class Flow {
  /** How fast the page parses, in bytes per millisecond. */
  rate = FIRST_RATE;
  /** Bytes of output that the page has not parsed yet. */
  owed = 0;
  private readonly frames: Sent[] = [];
  private before = { parsed: 0, at: 0, sentAt: 0 };

  /** @param most the window's upper limit in bytes; lower for viewers. */
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

  /** How many bytes of output the page parses in `ms`, as far as its window lets them through. */
  parsedIn(ms: number): number {
    return Math.min(this.rate, this.window / WINDOW_MS) * ms;
  }

  /** @param bytes of output; 0 for a screen, which adds no backlog. @param now milliseconds of a steady clock. */
  sent(seq: number, bytes: number, now: number): void {
    if (this.idle) this.before = { ...this.before, at: now, sentAt: now };
    const alone = bytes > 0 && this.frames.every((frame) => frame.bytes > 0);
    this.frames.push({ seq, bytes, at: now, before: this.before, alone });
    this.owed += bytes;
  }

  /** The page has parsed all frames up to `seq`; ignored when none of them is from this stream. */
  parsed(seq: number, now: number): void {
    const count = this.frames.findLastIndex((frame) => frame.seq <= seq) + 1;
    const last = this.frames[count - 1];
    if (!last) return;
    let { parsed } = this.before;
    for (const { bytes } of this.frames.splice(0, count)) {
      this.owed -= bytes;
      parsed += bytes;
    }
    this.before = { parsed, at: now, sentAt: last.at };
    if (last.alone) this.measure(last, parsed, now);
  }

  /**
   * Delayed answers arrive all at once, as if the page had parsed in no time; then the time in which their frames were
   * sent counts.
   */
  private measure({ at, before }: Sent, parsed: number, now: number): void {
    const bytes = parsed - before.parsed;
    const spent = Math.max(now - before.at, at - before.sentAt);
    if (bytes < SAMPLE_BYTES || spent <= 0) return;
    const sample = bytes / spent;
    const busy = now - at > BUSY.ms && bytes >= BUSY.bytes;
    if (sample > this.rate || busy) this.rate += NEWEST * (sample - this.rate);
  }
}
