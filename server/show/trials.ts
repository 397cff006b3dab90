// The demos' trials: each is tried once in a pane of its own, when all that it needs is there, and only then live.
import type { Demo } from '../../protocol/demo.ts';
import type { Readiness, Reason } from '../../protocol/pane.ts';

export class Trials {
  private readonly results = new Map<string, Readiness>();

  /**
   * @param run tries a demo; never rejects.
   * @param ended called after each trial.
   */
  constructor(
    private readonly run: (demo: Demo) => Promise<Reason | undefined>,
    private readonly ended: () => void,
  ) {}

  /** The demo's readiness as far as it was tried; the first call begins its trial. */
  of(demo: Demo): Readiness {
    const known = this.results.get(demo.id);
    if (known) return known;
    const trying: Readiness = { state: 'preparing', doing: 'trying it in a pane' };
    this.results.set(demo.id, trying);
    void this.run(demo).then((fault) => {
      this.results.set(demo.id, fault ? { state: 'unavailable', ...fault } : { state: 'live' });
      this.ended();
    });
    return trying;
  }
}
