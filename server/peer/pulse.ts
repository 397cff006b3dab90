// Whether a page is still there: asks it with pings and counts those it does not answer. Knows no socket.

/** Time between two pings, in ms. A browser answers them itself, also for a page that is frozen. */
const PING_MS = 10_000;

/** Pings in a row without an answer after which a page is gone. */
const UNANSWERED = 3;

export class Pulse {
  private readonly timer: NodeJS.Timeout;
  private unanswered = 0;

  /**
   * Counts its own pings instead of time: after the laptop was suspended, or the server stopped, the clock says that
   * everybody has been silent for long, and nobody was asked.
   */
  constructor(ping: () => void, gone: () => void) {
    this.timer = setInterval(() => {
      if (this.unanswered >= UNANSWERED) return gone();
      this.unanswered++;
      ping();
    }, PING_MS);
  }

  /** Something has come from the page. */
  heard(): void {
    this.unanswered = 0;
  }

  dispose(): void {
    clearInterval(this.timer);
  }
}
