// Whether the other side of a socket is still there: counts unanswered questions.

/**
 * Counts questions instead of time: when a suspended laptop wakes, or a stopped server continues, the other side looks
 * silent for a long time, but was not asked.
 */
export class Pulse {
  private unanswered = 0;

  /** @param most how many unanswered questions in a row mean that the other side is gone. */
  constructor(private readonly most: number) {}

  /**
   * Asks the next question.
   * @param ask sends it; returns false when there is no connection to send it on.
   * @returns false when the other side is gone; the count starts over then.
   */
  beat(ask: () => boolean): boolean {
    if (this.unanswered >= this.most) {
      this.unanswered = 0;
      return false;
    }
    if (ask()) this.unanswered++;
    return true;
  }

  /** Call this when anything has come from the other side. */
  heard(): void {
    this.unanswered = 0;
  }
}
