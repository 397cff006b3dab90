// Types a command or an edit at a person's speed, or at once on request.

/** How much the pause between two keys varies, as a share of it, since people type unevenly. */
const UNEVEN = 0.6;

export class Typing {
  private timer: NodeJS.Timeout | undefined;
  private rest: string[];

  /**
   * @param keys the text of each key, in order; a string is one key per character.
   * @param perSecond keys per second, on average.
   * @param done called once, after the last key.
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

  /** Types the rest at once. */
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
