// Whether output floods now, by how much of it came in the last moments.

/** Length of a moment, in ms; the current one and the one before it count. */
const STRETCH_MS = 50;

/** So many bytes in that time are a flood: far more than a person can read, and less than any loop prints. */
const FLOOD_BYTES = 128 * 1024;

export class Burst {
  private since = Number.NEGATIVE_INFINITY;
  private bytes = 0;
  private before = 0;

  /** @param now milliseconds of a steady clock. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  add(bytes: number): void {
    this.turn();
    this.bytes += bytes;
  }

  get floods(): boolean {
    this.turn();
    return this.bytes + this.before >= FLOOD_BYTES;
  }

  private turn(): void {
    const now = this.now();
    const passed = now - this.since;
    if (passed < STRETCH_MS) return;
    this.before = passed < 2 * STRETCH_MS ? this.bytes : 0;
    this.bytes = 0;
    this.since = now;
  }
}
