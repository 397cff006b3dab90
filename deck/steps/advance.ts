// Decides what Next does, as a pure function; presenter.ts carries the decision out.
import type { Held, StepState } from '../../protocol/step.ts';

/** A step, its state, and how it can be shown now. */
export type StepSight = {
  demo: string;
  step: string;
  state: StepState;
  /** It was asked for before and begins by itself when it can. */
  held?: Held | undefined;
  /**
   * `live`: the server can run it. `offline`: it should be live, but the server is away. `recording`: its pane shows
   * the recording, or its demo is not live, so that only the recording can show it.
   */
  reach: 'live' | 'offline' | 'recording';
  /** Whether there is a recording of it. */
  recorded: boolean;
};

export type Situation = {
  /** The last step shown on this slide. */
  last: StepSight | null;
  /** How often Next has already asked the server to complete `last`. */
  completions: number;
  next: { kind: 'none' } | { kind: 'fragment' } | { kind: 'step'; sight: StepSight };
  /** Whether the server has been asked to run the next step and has not answered yet. */
  asked: boolean;
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
  /** Go on without the step, which nothing can show, and say so. */
  | { do: 'pass'; sight: StepSight }
  /** Remember the step here until the server is back. */
  | { do: 'hold'; sight: StepSight }
  /** The answer to the last Next is still on its way; complete the typing when it arrives. */
  | { do: 'wait'; sight: StepSight };

/**
 * After so many, Next goes on although the step still waits. A prefilled command takes up to four: to finish the
 * typing, to say that a hand has changed it, to put it back, and to press Enter.
 */
export const MOST_COMPLETIONS = 4;

/** Next types the next command, or completes it while it is typed; a press on a held step does what was announced. */
export function decide({ last, completions, next, asked }: Situation): Decision {
  if (last && isTyped(last) && completions < MOST_COMPLETIONS) return { do: 'complete', sight: last };
  if (last?.reach === 'recording' && last.state === 'running') return { do: 'complete', sight: last };
  if (next.kind === 'none') return { do: 'slide' };
  if (next.kind === 'fragment') return { do: 'fragment' };
  const { sight } = next;
  if (sight.state !== 'waiting') return { do: 'fragment' };
  const recording: Decision = { do: sight.recorded ? 'play' : 'pass', sight };
  switch (sight.reach) {
    case 'recording':
      return recording;
    case 'offline':
      return sight.held ? recording : { do: 'hold', sight };
    case 'live':
      if (!sight.held) return { do: asked ? 'wait' : 'run', sight };
      if (sight.held.next === 'recording') return recording;
      return { do: sight.held.next === 'type' ? 'run' : 'skip', sight };
  }
}

function isTyped({ state, reach }: StepSight): boolean {
  return state === 'typing' && reach === 'live';
}
