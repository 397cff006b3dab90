// A step in messages: what pages may ask for, and its state.
import * as v from 'valibot';

/**
 * `run`: begin the step, and type it at a person's speed; a second one, while it is held, does what {@link Held} says.
 * `keys`: begin it, and type the next characters for each `key` that the speaker presses. `complete`: type the rest at
 * once. `skip`: skip it. `drop`: forget a held step, since the deck has moved elsewhere. `recorded`: its recording was
 * shown instead.
 */
export const StepAct = v.picklist(['run', 'keys', 'key', 'complete', 'skip', 'drop', 'recorded']);
export type StepAct = v.InferOutput<typeof StepAct>;

/**
 * How the step was given. `typed`: as prepared. `instead`: another command stood in, the prepared one or one that a
 * person typed. `recording`: its recording was shown; it can still be typed.
 */
export const StepHow = v.picklist(['typed', 'instead', 'recording']);
export type StepHow = v.InferOutput<typeof StepHow>;

/**
 * A step that Next has asked for and that begins by itself when it can. `why`: what it waits for; only the speaker
 * sees it. `next`: what the next press does: `type` it now, `skip` it, or show its `recording`.
 */
export const Held = v.strictObject({ why: v.string(), next: v.picklist(['type', 'skip', 'recording']) });
export type Held = v.InferOutput<typeof Held>;

export const StepState = v.picklist(['waiting', 'typing', 'running', 'met', 'unmet', 'skipped']);
export type StepState = v.InferOutput<typeof StepState>;

export const StepView = v.strictObject({
  demo: v.string(),
  pane: v.string(),
  step: v.string(),
  state: StepState,
  /** Why it is unmet or was skipped; only the speaker sees it. */
  why: v.exactOptional(v.string()),
  /** How it was given; missing while it was not. */
  how: v.exactOptional(StepHow),
  /** The command, where the stage's names are not the talk's own, with which slides are built. */
  command: v.exactOptional(v.string()),
  /** What ran in place of the step's command, when `how` is `instead`. */
  instead: v.exactOptional(v.string()),
  /** Only while the state is `waiting`. */
  held: v.exactOptional(Held),
});
export type StepView = v.InferOutput<typeof StepView>;
