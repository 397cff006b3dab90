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

/** Fewer bytes say more about the way than about the page. */
const SAMPLE_BYTES = 8 * 1024;

/**
 * A page that answers later than this to so many bytes has no time to spare: what it parses then is all it can. Another
 * one may have waited for output, or for its next picture, and can do more.
 */
const BUSY = { ms: 30, bytes: WINDOW_BYTES.least / 2 };

/** Weight of the newest sample. */
const NEWEST = 0.3;

/** With what had been parsed when a frame was sent, as in draft-cheng-iccrg-delivery-rate-estimation. */
type Sent = {
  seq: number;
  bytes: number;
  at: number;
  /** Bytes parsed until then, when the last of them were told of, and when those had been sent. */
  before: { parsed: number; at: number; sentAt: number };
  /** No screen was on its way, which takes time and counts no bytes. */
  alone: boolean;
};

export class Flow {
  /** Measured parsing, in bytes per millisecond. */
  rate = FIRST_RATE;
  /** Bytes of output on their way. */
  owed = 0;
  private readonly frames: Sent[] = [];
  private before = { parsed: 0, at: 0, sentAt: 0 };

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

  /** Bytes of output that the page parses in so many ms, as far as its window lets them through. */
  parsedIn(ms: number): number {
    return Math.min(this.rate, this.window / WINDOW_MS) * ms;
  }

  /** @param bytes of output; a screen counts nothing, it is no backlog. @param now milliseconds of any steady clock. */
  sent(seq: number, bytes: number, now: number): void {
    if (this.idle) this.before = { ...this.before, at: now, sentAt: now };
    const alone = bytes > 0 && this.frames.every((frame) => frame.bytes > 0);
    this.frames.push({ seq, bytes, at: now, before: this.before, alone });
    this.owed += bytes;
  }

  /** The page has parsed all frames up to `seq`; others than those sent are no frames of this page's stream. */
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
   * Answers that waited come all at once, as if the page had parsed in no time: they are measured by the time in which
   * their frames had been sent.
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
