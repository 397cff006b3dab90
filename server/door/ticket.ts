// A token for one use and a short time, for a command line, which other users of this machine can read.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A cold browser sends its first request within this time, in ms. */
const LIFE_MS = 60_000;

export class Ticket {
  /** 256 bits. */
  readonly text = randomBytes(32).toString('base64url');
  private readonly until: number;
  private used = false;

  /** @param now milliseconds of a steady clock. */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.until = now() + LIFE_MS;
  }

  /** Whether this is the ticket, unused and in time. */
  take(given: string | undefined): boolean {
    const digest = (text: string) => createHash('sha256').update(text).digest();
    const same = timingSafeEqual(digest(given ?? ''), digest(this.text));
    if (!same || this.used || this.now() > this.until) return false;
    this.used = true;
    return true;
  }
}
