// Decides what Next does, as a pure function; presenter.ts carries the decision out.
import type { StepState } from '../../protocol/step.ts';

/** A step, its state, and how it can be shown now. */
export type StepSight = {
  demo: string;
  step: string;
  state: StepState;
  /**
   * `live`: the server can run it now. `replay`: its recording plays instead. `offline`: it should be live, but the
   * server is away or the demo is still being prepared. `none`: there is neither a session nor a recording.
   */
  reach: 'live' | 'replay' | 'offline' | 'none';
};

export type Situation = {
  /** The last step shown on this slide. */
  last: StepSight | null;
  /** Whether Next has already asked the server to complete `last`. */
  completed: boolean;
  next: { kind: 'none' } | { kind: 'fragment' } | { kind: 'step'; sight: StepSight };
  /** Whether the server has been asked to run the next step and has not answered yet. */
  requested: boolean;
  /** Milliseconds since the next step was held, or null if it was not. */
  heldMs: number | null;
};

export type Decision =
  | { do: 'slide' }
  | { do: 'fragment' }
  /** Finish the typing or playing at once. */
  | { do: 'complete'; sight: StepSight }
  | { do: 'run'; sight: StepSight }
  | { do: 'skip'; sight: StepSight }
  /** Play the recording of the step. */
  | { do: 'play'; sight: StepSight }
  /** Show why the step can't begin yet; another Next within {@link SKIP_MS} goes on without it. */
  | { do: 'hold'; sight: StepSight }
  /** The answer to the last Next is still on its way; complete the typing when it arrives. */
  | { do: 'wait'; sight: StepSight };

/** A second Next within this time, in ms, after a step was held skips the step. */
export const SKIP_MS = 1000;

/** Next types the next command, or completes it while it is being typed; while its pane is busy, the step is held. */
export function decide({ last, completed, next, requested, heldMs }: Situation): Decision {
  if (last && !completed) {
    if (last.state === 'typing') return { do: 'complete', sight: last };
    if (last.reach === 'replay' && last.state === 'running') return { do: 'complete', sight: last };
  }
  if (next.kind === 'none') return { do: 'slide' };
  if (next.kind === 'fragment') return { do: 'fragment' };
  const { sight } = next;
  const again = heldMs !== null && heldMs <= SKIP_MS;
  if (sight.state !== 'waiting') return { do: 'fragment' };
  switch (sight.reach) {
    case 'none':
      return { do: 'fragment' };
    case 'replay':
      return { do: 'play', sight };
    case 'offline':
      return again ? { do: 'play', sight } : { do: 'hold', sight };
    case 'live':
      if (requested) return { do: 'wait', sight };
      return again ? { do: 'skip', sight } : { do: 'run', sight };
  }
}
