// A step in messages: what pages may ask for, and its state.
import * as v from 'valibot';

/**
 * `run`: begin the step, and type it at a person's speed. `keys`: begin it, and type the next characters for each
 * `key` that the speaker presses. `complete`: type the rest at once. `skip`: skip it.
 */
export const StepAct = v.picklist(['run', 'keys', 'key', 'complete', 'skip']);
export type StepAct = v.InferOutput<typeof StepAct>;

export const StepState = v.picklist(['waiting', 'typing', 'running', 'met', 'unmet', 'skipped']);
export type StepState = v.InferOutput<typeof StepState>;

export const StepView = v.strictObject({
  demo: v.string(),
  pane: v.string(),
  step: v.string(),
  state: StepState,
  /** Why an edit is unmet; only the speaker sees it. */
  why: v.exactOptional(v.string()),
  /** What was typed in place of the step's command: its `instead`. */
  instead: v.exactOptional(v.string()),
});
export type StepView = v.InferOutput<typeof StepView>;
