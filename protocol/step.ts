// A step as pages and server speak about it: what may be asked, and what became of it.
import * as v from 'valibot';

/**
 * `run`: begin the step, which is typed as a person would. `keys`: begin it, and type the next characters for each
 * `key` that the speaker presses. `complete`: finish its typing now. `skip`: leave it out.
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
  /** What was typed where the step's own command could not be: its `instead`. */
  instead: v.exactOptional(v.string()),
});
export type StepView = v.InferOutput<typeof StepView>;
