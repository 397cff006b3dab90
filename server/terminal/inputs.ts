// Which inputs of which page a session has taken, so that what is sent again is not typed again. Types nothing.

/** Pages that are remembered; a deck has a few, and one that is forgotten could only repeat its last keys. */
const MAX_PAGES = 64;

export class Inputs {
  /** The number of the last input of each page; those heard of last stand last. */
  private readonly pages = new Map<string, number>();

  /** Whether input `n` of this page is a new one. */
  take(page: string, n: number): boolean {
    if (n <= this.last(page)) return false;
    this.pages.delete(page);
    this.pages.set(page, n);
    if (this.pages.size > MAX_PAGES) this.pages.delete(this.pages.keys().next().value!);
    return true;
  }

  /** The number of the last input that was taken; 0 for none. */
  last(page: string): number {
    return this.pages.get(page) ?? 0;
  }
}
