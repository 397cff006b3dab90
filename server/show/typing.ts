// Types a command or an edit as a person would, and at once when asked to. Decides nothing about steps.

/** How much longer or shorter than the usual pause between two keys a single one is: a person's hands are uneven. */
const UNEVEN = 0.6;

export class Typing {
  private timer: NodeJS.Timeout | undefined;
  private rest: string[];

  /**
   * @param keys what each key gives, one after the other; of a text each character is one.
   * @param perSecond how many keys, on average.
   * @param done runs once, after the last key.
   */
  constructor(
    keys: string | readonly string[],
    private readonly perSecond: number,
    private readonly key: (data: string) => void,
    private readonly done: () => void,
  ) {
    this.rest = [...keys];
    this.next();
  }

  /** Types what is left now. */
  complete(): void {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.key(this.rest.splice(0).join(''));
    this.done();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private next(): void {
    if (this.rest.length === 0) {
      this.timer = undefined;
      this.done();
      return;
    }
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.key(this.rest.shift() ?? '');
        this.next();
      },
      (1000 / this.perSecond) * (1 - UNEVEN + Math.random() * 2 * UNEVEN),
    );
  }
}
