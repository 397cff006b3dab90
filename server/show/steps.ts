// The state of every demo's steps: which are waiting, typing, running, met, unmet or skipped.

import type { Step } from '../../protocol/demo.ts';
import { Listeners } from '../../protocol/listeners.ts';
import type { Held, StepAct, StepState, StepView } from '../../protocol/step.ts';
import type { Talk } from '../../protocol/talk.ts';
import type { Documents } from '../documents/documents.ts';
import type { Session } from '../terminal/session.ts';
import { EditRun } from './edit-run.ts';
import { StepRun } from './step-run.ts';

/** The result of a page's request about a step. */
export type Outcome = { kind: 'done' } | ({ kind: 'held' } & Held) | { kind: 'refused'; why: string };

/** What is installed, and what is in the workspace; a step's `needs` and `makes` are checked against it. */
export type Surroundings = {
  /** Whether a pane finds this program, or this absolute path exists. */
  finds(need: string): boolean;
  /** Whether this file or folder is in the demo's workspace. */
  has(demo: string, path: string): boolean;
};

type Entry = {
  demo: string;
  step: Step;
  state: StepState;
  /** Why an edit is unmet. */
  why: string | undefined;
  /** What was typed in place of the command. */
  instead: string | undefined;
  run: StepRun | EditRun | undefined;
  /** Whether a request to begin it is in progress. */
  beginning: boolean;
};

/** How long to wait for a busy pane, in ms, before the step is held: its command may be about to end. */
const BUSY_MS = 400;

export class Steps {
  private readonly entries: Entry[];
  private readonly listeners = new Listeners<[view: StepView]>();

  /**
   * @param open returns the pane's session, started if needed; throws when it can't.
   */
  constructor(
    talk: Talk,
    private readonly open: (demo: string, pane: string) => Session,
    private readonly documents: Pick<Documents, 'find' | 'finished'>,
    private readonly surroundings: Surroundings = { finds: () => true, has: () => false },
  ) {
    this.entries = talk.demos.flatMap((demo) =>
      demo.steps.map((step) => ({
        demo: demo.id,
        step,
        state: 'waiting' as StepState,
        why: undefined,
        instead: undefined,
        run: undefined,
        beginning: false,
      })),
    );
  }

  onChange(listener: (view: StepView) => void): { dispose(): void } {
    return { dispose: this.listeners.add(listener) };
  }

  view(): StepView[] {
    return this.entries.map(view);
  }

  /**
   * Does what a page asks for with a step. Only a waiting step runs: asking again, also after going back in the
   * slides, runs nothing.
   */
  async act(demo: string, id: string, act: StepAct): Promise<Outcome> {
    const entry = this.entries.find((entry) => entry.demo === demo && entry.step.id === id);
    if (!entry) return { kind: 'refused', why: `demo ${demo} has no step ${id}` };
    switch (act) {
      case 'run':
      case 'keys':
        if (act === 'keys' && !entry.step.edit)
          return {
            kind: 'refused',
            why: `${entry.step.label} is a command; only an edit is typed key by key`,
          };
        if (entry.state !== 'waiting' || entry.beginning) return { kind: 'done' };
        entry.beginning = true;
        try {
          return await this.begin(entry, act);
        } finally {
          entry.beginning = false;
        }
      case 'key':
        if (entry.run instanceof EditRun) entry.run.key();
        return { kind: 'done' };
      case 'complete':
        entry.run?.complete();
        return { kind: 'done' };
      case 'skip':
        if (entry.state === 'waiting') this.set(entry, 'skipped');
        return { kind: 'done' };
      case 'drop':
      case 'recorded':
        return { kind: 'done' };
    }
  }

  /**
   * Types, quickly and in order, every step of the demo before `id` that was not given live.
   * @throws Error when there is no such step.
   */
  give(demo: string, id: string): void {
    const steps = this.entries.filter((entry) => entry.demo === demo);
    const end = steps.findIndex((entry) => entry.step.id === id);
    if (end < 0) throw new Error(`demo ${demo} has no step ${id}`);
    for (const { step, state } of steps.slice(0, end))
      if (state === 'waiting') void this.act(demo, step.id, 'run');
  }

  /** Sets all steps of a demo back to waiting, and stops their typing and watching. */
  reset(demo: string): void {
    for (const entry of this.entries) {
      if (entry.demo !== demo) continue;
      entry.run?.dispose();
      entry.run = undefined;
      entry.instead = undefined;
      this.set(entry, 'waiting');
    }
  }

  /** Stops the typing of edits in a file; {@link settle} must follow. */
  letGo(demo: string, file: string): void {
    for (const entry of this.editsOf(demo, file)) {
      entry.run?.dispose();
      entry.run = undefined;
    }
  }

  /** Sets the state of edits in a file whose typing was stopped, or that are unmet. */
  settle(demo: string, file: string, state: 'met' | 'unmet', why?: string): void {
    for (const entry of this.editsOf(demo, file)) {
      if (entry.state === 'typing' || entry.state === 'unmet') this.set(entry, state, why);
    }
  }

  dispose(): void {
    for (const entry of this.entries) entry.run?.dispose();
    this.listeners.clear();
  }

  private editsOf(demo: string, file: string): Entry[] {
    return this.entries.filter((entry) => entry.demo === demo && entry.step.edit && entry.step.pane === file);
  }

  private async begin(entry: Entry, act: 'run' | 'keys'): Promise<Outcome> {
    const busy = this.entries.find(
      (other) => other.demo === entry.demo && other.step.pane === entry.step.pane && other.state === 'typing',
    );
    if (busy) return { kind: 'held', why: `${busy.step.label} is still being typed`, next: 'skip' };
    if (entry.step.edit) return this.beginEdit(entry, entry.step.edit, act);
    let session: Session;
    try {
      session = this.open(entry.demo, entry.step.pane);
    } catch (error) {
      return { kind: 'refused', why: (error as Error).message };
    }
    const step = this.feasible(entry);
    if (!step) {
      this.set(entry, 'skipped');
      return { kind: 'done' };
    }
    if (session.ended) return { kind: 'held', why: 'the shell has ended', next: 'recording' };
    for (let waited = 0; !StepRun.canBegin(session, step); waited += 20) {
      if (waited >= BUSY_MS) return { kind: 'held', why: 'its pane is busy', next: 'skip' };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    if (entry.state !== 'waiting') return { kind: 'done' };
    if (step !== entry.step) entry.instead = step.command;
    this.set(entry, 'typing');
    entry.run = new StepRun(session, step, (state) => {
      if (state !== 'typing' && state !== 'running') entry.run = undefined;
      this.set(entry, state);
    });
    return { kind: 'done' };
  }

  /** The step as it can run here and now; undefined to skip it. */
  private feasible({ demo, step }: Entry): Step | undefined {
    if (step.makes !== undefined && this.surroundings.has(demo, step.makes)) return undefined;
    if (step.needs.every((need) => this.surroundings.finds(need))) return step;
    if (step.instead === undefined) return undefined;
    const { expect, ...rest } = step;
    return { ...rest, command: step.instead };
  }

  private beginEdit(entry: Entry, edit: NonNullable<Step['edit']>, act: 'run' | 'keys'): Outcome {
    const { demo, step } = entry;
    try {
      const work = this.documents.find(demo, step.pane);
      const finished = this.documents.finished(demo, step.pane);
      this.set(entry, 'typing');
      entry.run = new EditRun({
        work,
        edit,
        finished,
        pace: act === 'keys' ? 'keys' : 'person',
        keysPerSecond: step.keysPerSecond,
        ended: (end) => {
          entry.run = undefined;
          this.set(entry, end.state, end.state === 'unmet' ? end.why : undefined);
        },
      });
    } catch (error) {
      const why = (error as Error).message;
      this.set(entry, 'unmet', why);
      return { kind: 'refused', why };
    }
    return { kind: 'done' };
  }

  private set(entry: Entry, state: StepState, why?: string): void {
    if (entry.state === state && entry.why === why) return;
    entry.state = state;
    entry.why = why;
    this.listeners.call(view(entry));
  }
}

function view({ demo, step, state, why, instead }: Entry): StepView {
  return {
    demo,
    pane: step.pane,
    step: step.id,
    state,
    ...(why === undefined ? {} : { why }),
    ...(instead === undefined ? {} : { instead }),
  };
}
