// Waits for what happens in a session: its marks, its output, its end; everything ends with `dispose`.
import type { Session } from '../terminal/session.ts';

/** Thrown by a wait when the run that waits is disposed. */
export class Disposed extends Error {}

export class ShellEvents {
  private readonly watch: { dispose(): void };
  private readonly waits = new Set<{ look(): void; stop(error: Error): void }>();
  private disposed = false;

  /** @param output gets all output. */
  constructor(
    private readonly session: Session,
    output: (bytes: Uint8Array) => void,
  ) {
    this.watch = session.watch({
      output,
      mark: () => this.look(),
      settled: () => this.look(),
      typed: () => this.look(),
      exit: () => this.look(),
    });
  }

  /**
   * Waits until `done` holds; it is asked after each event and every `pollMs`.
   * @returns false after `ms`, or when the shell has ended.
   * @throws Disposed
   */
  until(done: () => boolean, ms: number, pollMs?: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      if (this.disposed) return reject(new Disposed());
      const end = (act: () => void) => {
        clearTimeout(timer);
        clearInterval(poll);
        this.waits.delete(wait);
        act();
      };
      const timer =
        ms < Number.POSITIVE_INFINITY ? setTimeout(() => end(() => resolve(false)), ms) : undefined;
      const poll = pollMs === undefined ? undefined : setInterval(() => wait.look(), pollMs);
      const wait = {
        look: () => {
          if (done()) end(() => resolve(true));
          else if (this.session.ended) end(() => resolve(false));
        },
        stop: (error: Error) => end(() => reject(error)),
      };
      this.waits.add(wait);
      wait.look();
    });
  }

  /** Looks again; for events that are not the session's. */
  look(): void {
    for (const wait of [...this.waits]) wait.look();
  }

  dispose(): void {
    this.disposed = true;
    this.watch.dispose();
    for (const wait of [...this.waits]) wait.stop(new Disposed());
  }
}
