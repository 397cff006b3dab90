// The inputs of each attached terminal that a session has taken, so that one sent again is not typed again.

/** How many attached terminals are remembered; a forgotten one could only repeat its last keys. */
const MAX_PAGES = 64;

export class Inputs {
  /** The number of the last input of each page; the pages with the newest input come last. */
  private readonly pages = new Map<string, number>();

  /** Whether input `n` of this page is new. */
  take(page: string, n: number): boolean {
    if (n <= this.last(page)) return false;
    this.pages.delete(page);
    this.pages.set(page, n);
    if (this.pages.size > MAX_PAGES) this.pages.delete(this.pages.keys().next().value!);
    return true;
  }

  /** The number of the last input taken; 0 for none. */
  last(page: string): number {
    return this.pages.get(page) ?? 0;
  }
}
