// Whether the server is still there: asks it, and counts what it does not answer. Opens and closes nothing.

/** Time between two questions, in ms. */
const ASK_MS = 5000;

/** Questions in a row without an answer after which the connection counts as lost: 10 to 15 seconds. */
const UNANSWERED = 2;

export type Heartbeat = { heard(): void; dispose(): void };

/** Counts its own questions instead of time: after a suspended laptop wakes, the clock would call everything lost. */
export function createHeartbeat(ask: () => boolean, lost: () => void): Heartbeat {
  let unanswered = 0;
  const timer = setInterval(() => {
    if (unanswered >= UNANSWERED) {
      unanswered = 0;
      lost();
    } else if (ask()) unanswered++;
  }, ASK_MS);
  return {
    heard() {
      unanswered = 0;
    },
    dispose: () => clearInterval(timer),
  };
}
