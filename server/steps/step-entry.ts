// One prepared step with its state, and what may stand in for it.
import type { Step } from '../../protocol/demo.ts';
import type { Held, StepHow, StepState, StepView } from '../../protocol/step.ts';
import type { Session } from '../terminal/session.ts';
import type { EditRun } from './edit-run.ts';
import type { StepRun } from './step-run.ts';

/** What is installed, and what is in the workspace; a step's `needs` and `makes` are checked against it. */
export type Surroundings = {
  /** Whether a pane finds this program, or this absolute path or `file:PATH` exists. */
  finds(need: string): boolean;
  /** Whether this file or folder is in the demo's workspace. */
  has(demo: string, path: string): boolean;
};

/** Next has asked for the step, and it has not begun. */
export type Wish = {
  act: 'run' | 'keys';
  /** When the step was asked for, on performance.now()'s clock. */
  at: number;
  /** Whether it is typed though an earlier step has not ended. */
  force: boolean;
  /** Whether it is typed and entered at once. */
  quick: boolean;
  timer?: NodeJS.Timeout | undefined;
};

/** What changes about a step; what is missing goes. */
export type Status = {
  state: StepState;
  /** Why it is unmet or was skipped. */
  why?: string | undefined;
  how?: StepHow | undefined;
  /** What ran in place of the command. */
  instead?: string | undefined;
  held?: Held | undefined;
};

/** A command that still runs although its step's time is over. */
export type Overrun = {
  session: Session;
  /** How many prompts the shell had printed; with one more, another command runs. */
  prompts: number;
};

export type Entry = {
  readonly demo: string;
  readonly step: Step;
  status: Status;
  run: StepRun | EditRun | undefined;
  wish: Wish | undefined;
  overrun?: Overrun | undefined;
};

export function isBegun({ status }: Entry): boolean {
  return status.state === 'typing' || status.state === 'running';
}

export function viewOf({ demo, step, status }: Entry): StepView {
  const known = Object.entries(status).filter(([, value]) => value !== undefined);
  return { demo, pane: step.pane, step: step.id, ...(Object.fromEntries(known) as Pick<StepView, 'state'>) };
}

/** The step as it can run here and now, or why it is skipped. */
export function feasible({ demo, step }: Entry, surroundings: Surroundings): Step | { skipped: string } {
  if (step.makes !== undefined && surroundings.has(demo, step.makes)) {
    return { skipped: `${step.makes} is there already` };
  }
  const missing = step.needs.find((need) => !surroundings.finds(need));
  if (missing === undefined) return step;
  if (step.instead === undefined) return { skipped: `${missing.replace(/^file:/, '')} is not here` };
  const { expect, ends, ...rest } = step;
  return { ...rest, expectIn: {}, command: step.instead };
}
