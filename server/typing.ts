// Types a command or an edit as a person would, and at once when asked to. Decides nothing about steps.

/** Pause between two keys, in ms; a fast typist, so that the longest command takes about four seconds. */
const KEY_MS = { min: 12, max: 45 };

export class Typing {
  private timer: NodeJS.Timeout | undefined;
  private rest: string[];

  /**
   * @param keys what each key gives, one after the other; of a text each character is one.
   * @param done runs once, after the last key.
   */
  constructor(
    keys: string | readonly string[],
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
      KEY_MS.min + Math.random() * (KEY_MS.max - KEY_MS.min),
    );
  }
}
