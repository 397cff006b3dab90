// Whether the other side of a socket is still there: counts the questions that it has not answered.

/**
 * Counts questions instead of time: after a suspended laptop wakes, or a stopped server goes on, the clock says that
 * everybody has been silent for long, and nobody was asked.
 */
export class Pulse {
  private unanswered = 0;

  /** @param most questions in a row without an answer after which the other side counts as gone. */
  constructor(private readonly most: number) {}

  /**
   * It is time for the next question.
   * @param ask sends it; false when there is nobody to send it to.
   * @returns false when the other side is gone. It is asked anew after that.
   */
  beat(ask: () => boolean): boolean {
    if (this.unanswered >= this.most) {
      this.unanswered = 0;
      return false;
    }
    if (ask()) this.unanswered++;
    return true;
  }

  /** Something has come from the other side. */
  heard(): void {
    this.unanswered = 0;
  }
}
