// Random numbers, bytes and texts for frames, the same for the same seed.
import { randomFrom } from '../../support/random.ts';

export class Random {
  /** In [0, 1). */
  readonly next: () => number;
  private readonly turns = new Map<string, number>();

  constructor(seed: number) {
    this.next = randomFrom(seed);
  }

  /** In [from, to]. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(0, from.length - 1)]!;
  }

  /** A seed for another generator. */
  seed(): number {
    return this.int(0, 2 ** 31 - 1);
  }

  /** The list's items one after the other, from a random start; `name` identifies the list. */
  inTurn<T>(name: string, from: readonly T[]): T {
    const turn = this.turns.get(name) ?? this.int(0, from.length - 1);
    this.turns.set(name, turn + 1);
    return from[turn % from.length]!;
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let i = 0; i < length; i++) bytes[i] = this.int(0, 255);
    return bytes;
  }

  /** Printable and other characters, but always valid UTF-8. */
  text(length: number): string {
    return Array.from({ length }, () =>
      this.pick(['a', '"', '{', '}', '[', ',', '\\', '0', 'é', '🔔', '\u0000', ' ']),
    ).join('');
  }
}
