// What Next does: the only place in the page that runs a step. The decision is pure; the rest carries it out.
import type { StepState } from '../../protocol/step.ts';

/** A step as the presenter meets it. */
export type StepSight = {
  demo: string;
  step: string;
  state: StepState;
  /**
   * `live`: the server can run it now. `replay`: its recording plays instead. `offline`: it is to be live, but
   * the server is away or the demo is still being prepared. `none`: neither a session nor a recording.
   */
  reach: 'live' | 'replay' | 'offline' | 'none';
};

export type Situation = {
  /** The last step shown on this slide. */
  last: StepSight | null;
  /** Whether completing `last` was asked before and changed nothing. */
  completed: boolean;
  next: { kind: 'none' } | { kind: 'fragment' } | { kind: 'step'; sight: StepSight };
  /** Whether running the next step was asked and not answered yet. */
  asked: boolean;
  /** Milliseconds since the next step was held back, or null when it was not. */
  heldMs: number | null;
};

export type Decision =
  | { do: 'slide' }
  | { do: 'fragment' }
  /** Finish typing or playing at once. */
  | { do: 'complete'; sight: StepSight }
  | { do: 'run'; sight: StepSight }
  | { do: 'skip'; sight: StepSight }
  /** Play the recording of the step. */
  | { do: 'play'; sight: StepSight }
  /** Say that it cannot go on yet; Next again within SKIP_MS goes on all the same. */
  | { do: 'hold'; sight: StepSight }
  /** The answer to the last Next is still on its way; complete the typing when it comes. */
  | { do: 'wait'; sight: StepSight };

/** A second Next within this time of being held back skips the step. */
export const SKIP_MS = 1000;

/** Next types the next command; while it types, completes it; while its pane is busy, is held. */
export function decide({ last, completed, next, asked, heldMs }: Situation): Decision {
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
      if (asked) return { do: 'wait', sight };
      return again ? { do: 'skip', sight } : { do: 'run', sight };
  }
}
