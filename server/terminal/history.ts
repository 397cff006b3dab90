// The newest output of one session by its place in the stream: what a page has missed is read here.

/**
 * Output that is kept, in bytes: a page that has missed less goes on where it was, another gets the screen. A quarter of
 * a MiB is some 3,000 lines, more than the scrollback.
 */
export const HISTORY_BYTES = 256 * 1024;

export class History {
  private readonly ring = new Uint8Array(HISTORY_BYTES);
  /** Bytes of output so far: the offset after the newest byte. */
  end = 0;

  /** The oldest offset that {@link since} can give. */
  get start(): number {
    return Math.max(0, this.end - HISTORY_BYTES);
  }

  add(bytes: Uint8Array): void {
    const kept = bytes.subarray(Math.max(0, bytes.length - HISTORY_BYTES));
    const at = (this.end + bytes.length - kept.length) % HISTORY_BYTES;
    const first = kept.subarray(0, HISTORY_BYTES - at);
    this.ring.set(first, at);
    this.ring.set(kept.subarray(first.length), 0);
    this.end += bytes.length;
  }

  /** The last bytes of the output, at most `most`. */
  newest(most: number): Uint8Array {
    return this.since(Math.max(this.start, this.end - most))!;
  }

  /** A copy of the output from `offset` to the end; undefined when some of it is gone or not there yet. */
  since(offset: number): Uint8Array | undefined {
    if (offset < this.start || offset > this.end) return undefined;
    const out = new Uint8Array(this.end - offset);
    const at = offset % HISTORY_BYTES;
    const first = this.ring.subarray(at, Math.min(HISTORY_BYTES, at + out.length));
    out.set(first);
    out.set(this.ring.subarray(0, out.length - first.length), first.length);
    return out;
  }
}
