// Who wants to be called when something happens, in the order in which they came.

export class Listeners<Args extends unknown[] = []> {
  private readonly all = new Set<{ call(...args: Args): void }>();

  get size(): number {
    return this.all.size;
  }

  /** @returns what ends it. */
  add(listener: (...args: Args) => void): () => void {
    const entry = { call: listener };
    this.all.add(entry);
    return () => void this.all.delete(entry);
  }

  /** Calls everybody who is there now and still there when their turn comes. */
  call(...args: Args): void {
    for (const entry of [...this.all]) if (this.all.has(entry)) entry.call(...args);
  }

  clear(): void {
    this.all.clear();
  }
}
