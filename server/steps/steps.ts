// The state of every demo's steps: which are waiting, typing, running, met, unmet or skipped.

import { Listeners } from '../../protocol/listeners.ts';
import type { Held, StepAct, StepView } from '../../protocol/step.ts';
import type { Talk } from '../../protocol/talk.ts';
import type { Documents } from '../documents/documents.ts';
import type { Session } from '../terminal/session.ts';
import { BOUNDS, type Bounds } from './bounds.ts';
import { EditRun } from './edit-run.ts';
import { Giving } from './giving.ts';
import { type Entry, type Status, type Surroundings, viewOf } from './step-entry.ts';
import { StepRuns } from './step-runs.ts';
import { StepStarts } from './step-starts.ts';

/**
 * The result of a page's request about a step. `held`: it can't begin and is not remembered. A step that is remembered
 * shows that in its view.
 */
export type Outcome = { kind: 'done' } | ({ kind: 'held' } & Held);

const DONE: Outcome = { kind: 'done' };

/** Two presses within this time, in ms, are one: from two windows, or a bouncing button. */
const SAME_PRESS_MS = 120;

/** How often a held step tries to begin, in ms. */
const TRY_MS = 50;

export class Steps {
  private readonly entries: Entry[];
  private readonly listeners = new Listeners<[view: StepView]>();
  private readonly starts: StepStarts;
  private readonly runs: StepRuns;
  private readonly giving: Giving;

  /**
   * @param open returns the pane's session, started if needed; throws when it can't.
   */
  constructor(
    talk: Talk,
    open: (demo: string, pane: string) => Session,
    documents: Pick<Documents, 'find' | 'finished'>,
    surroundings: Surroundings = { finds: () => true, has: () => false },
    bounds: Bounds = BOUNDS,
  ) {
    this.entries = talk.demos.flatMap((demo) =>
      demo.steps.map((step): Entry => {
        return { demo: demo.id, step, status: { state: 'waiting' }, run: undefined, wish: undefined };
      }),
    );
    this.starts = new StepStarts(this.entries, open, surroundings, bounds);
    this.runs = new StepRuns({
      documents,
      bounds,
      sightOf: (session) => this.starts.sightOf(session),
      set: (entry, status) => this.set(entry, status),
    });
    this.giving = new Giving({
      ask: (entry) => this.giveQuickly(entry),
      giveUp: (entry) => this.skip(entry, 'its pane was busy'),
      changes: this.listeners,
      bound: bounds.prompt,
    });
  }

  onChange(listener: (view: StepView) => void): { dispose(): void } {
    return { dispose: this.listeners.add(listener) };
  }

  view(): StepView[] {
    return this.entries.map(viewOf);
  }

  /**
   * Does what a page asks for with a step. Only a waiting step runs: asking again, also after going back in the
   * slides, runs nothing.
   */
  act(demo: string, id: string, act: StepAct): Outcome {
    const entry = this.entries.find((entry) => entry.demo === demo && entry.step.id === id);
    if (!entry)
      return { kind: 'held', why: `the server knows no step ${id} in a demo ${demo}`, next: 'skip' };
    const waiting = entry.status.state === 'waiting';
    switch (act) {
      case 'run':
      case 'keys':
        if (act === 'keys' && !entry.step.edit) {
          const why = `${entry.step.label} is a command; only an edit is typed key by key`;
          return { kind: 'held', why, next: 'type' };
        }
        return waiting ? this.wish(entry, act) : DONE;
      case 'key':
        if (entry.run instanceof EditRun) entry.run.key();
        return DONE;
      case 'complete':
        entry.run?.complete();
        return DONE;
      case 'skip':
        if (waiting) this.skip(entry, 'Next went on without it');
        return DONE;
      case 'drop':
        if (waiting) this.drop(entry);
        return DONE;
      case 'recorded':
        if (!waiting) return DONE;
        this.forget(entry);
        this.set(entry, { state: 'waiting', how: 'recording' });
        return DONE;
    }
  }

  /**
   * Types, quickly and in order, every step of the demo up to and with `id` that was not given live.
   * @throws Error when there is no such step.
   */
  give(demo: string, id: string): void {
    const steps = this.entries.filter((entry) => entry.demo === demo);
    const last = steps.findIndex((entry) => entry.step.id === id);
    if (last < 0) throw new Error(`demo ${demo} has no step ${id}`);
    this.giving.begin(demo, steps.slice(0, last + 1));
  }

  /** Sets all steps of a demo back to waiting, and stops their typing and watching. */
  reset(demo: string): void {
    this.giving.stop(demo);
    for (const entry of this.entries) {
      if (entry.demo !== demo) continue;
      entry.run?.dispose();
      entry.run = undefined;
      this.forget(entry);
      this.set(entry, { state: 'waiting' });
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
      const { state: now, how } = entry.status;
      if (now === 'typing' || now === 'unmet') this.set(entry, { state, how, why });
    }
  }

  dispose(): void {
    this.giving.dispose();
    for (const entry of this.entries) {
      entry.run?.dispose();
      this.forget(entry);
    }
    this.listeners.clear();
  }

  private editsOf(demo: string, file: string): Entry[] {
    return this.entries.filter((entry) => entry.demo === demo && entry.step.edit && entry.step.pane === file);
  }

  /** Next asks for the step: the first time to begin it when it can, and while it is held to go on. */
  private wish(entry: Entry, act: 'run' | 'keys', quick = false): Outcome {
    const now = performance.now();
    if (!entry.wish) {
      entry.wish = { act, at: now, force: false, quick };
      return this.tryToBegin(entry);
    }
    const { held } = entry.status;
    if (now - entry.wish.at < SAME_PRESS_MS || !held) return DONE;
    if (held.next !== 'type') {
      this.skip(entry, held.why);
      return DONE;
    }
    Object.assign(entry.wish, { force: true, at: now });
    return this.tryToBegin(entry);
  }

  private giveQuickly(entry: Entry): void {
    this.forget(entry);
    const outcome = this.wish(entry, 'run', true);
    if (outcome.kind === 'held') this.skip(entry, outcome.why);
  }

  private tryToBegin(entry: Entry): Outcome {
    const { wish } = entry;
    if (!wish) return DONE;
    clearTimeout(wish.timer);
    const start = this.starts.look(entry, wish);
    switch (start.is) {
      case 'held':
        return this.hold(entry, start.held, start.say);
      case 'refused':
        this.drop(entry);
        return { kind: 'held', ...start.held };
      case 'skipped':
        this.skip(entry, start.why);
        return DONE;
      case 'command':
        this.forget(entry);
        this.runs.command(entry, start, wish);
        return DONE;
      case 'edit':
        this.forget(entry);
        this.runs.edit(entry, start, wish);
        return DONE;
    }
  }

  /** Remembers the step; it begins by itself when it can. */
  private hold(entry: Entry, held: Held, say = true): Outcome {
    entry.wish!.timer = setTimeout(() => this.tryAgain(entry), TRY_MS);
    if (say) this.set(entry, { ...entry.status, held });
    return DONE;
  }

  private tryAgain(entry: Entry): void {
    const outcome = this.tryToBegin(entry);
    if (outcome.kind === 'held') this.skip(entry, outcome.why);
  }

  private skip(entry: Entry, why: string): void {
    this.forget(entry);
    this.set(entry, { state: 'skipped', why });
  }

  /** Forgets that Next has asked for it. */
  private forget(entry: Entry): void {
    clearTimeout(entry.wish?.timer);
    entry.wish = undefined;
  }

  /** Forgets that Next has asked for it, and says so. */
  private drop(entry: Entry): void {
    this.forget(entry);
    if (entry.status.held && entry.status.state === 'waiting')
      this.set(entry, { ...entry.status, held: undefined });
  }

  private set(entry: Entry, status: Status): void {
    const before = JSON.stringify(viewOf(entry));
    entry.status = status;
    const view = viewOf(entry);
    if (JSON.stringify(view) !== before) this.listeners.call(view);
  }
}
