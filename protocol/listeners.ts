// A list of functions to call when something happens, in the order in which they were added.

export class Listeners<Args extends unknown[] = []> {
  private readonly all = new Set<{ call(...args: Args): void }>();

  get size(): number {
    return this.all.size;
  }

  /** @returns a function that removes it. */
  add(listener: (...args: Args) => void): () => void {
    const entry = { call: listener };
    this.all.add(entry);
    return () => void this.all.delete(entry);
  }

  /** Calls every listener, except those that are added or removed during the call. */
  call(...args: Args): void {
    for (const entry of [...this.all]) if (this.all.has(entry)) entry.call(...args);
  }

  clear(): void {
    this.all.clear();
  }
}
