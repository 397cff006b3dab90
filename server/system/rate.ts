// How often something may happen: so many at once, then so many a second. It refuses; it never delays.

/** A token bucket. */
export class Rate {
  private tokens: number;
  private last: number;

  /** @param now milliseconds of a monotonic clock. */
  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.tokens = burst;
    this.last = now();
  }

  /** Whether one more may happen now. */
  take(): boolean {
    const now = this.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.last) / 1000) * this.perSecond);
    this.last = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}
