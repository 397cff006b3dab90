// Random numbers that a seed repeats. Not for secrets.

export class Random {
  constructor(private state: number) {}

  /** mulberry32: in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** In [from, to]. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(0, from.length - 1)]!;
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let i = 0; i < length; i++) bytes[i] = this.int(0, 255);
    return bytes;
  }

  /** Printable and not, but always valid UTF-8. */
  text(length: number): string {
    return Array.from({ length }, () =>
      this.pick(['a', '"', '{', '}', '[', ',', '\\', '0', 'é', '🔔', '\u0000', ' ']),
    ).join('');
  }
}
