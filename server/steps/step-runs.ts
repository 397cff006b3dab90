// Begins the run of a step, a command's or an edit's, and notes in its entry what becomes of it.
import type { Documents } from '../documents/documents.ts';
import type { Session } from '../terminal/session.ts';
import type { Bounds } from './bounds.ts';
import { EditRun } from './edit-run.ts';
import type { ForegroundSight } from './foreground.ts';
import type { Entry, Status, Wish } from './step-entry.ts';
import { StepRun } from './step-run.ts';
import type { Start } from './step-starts.ts';

type Ground = {
  documents: Pick<Documents, 'find' | 'finished'>;
  bounds: Bounds;
  sightOf(session: Session): ForegroundSight;
  /** Notes a step's new status, and tells it to those who listen. */
  set(entry: Entry, status: Status): void;
};

export class StepRuns {
  constructor(private readonly ground: Ground) {}

  command(
    entry: Entry,
    { session, step, elsewhere }: Extract<Start, { is: 'command' }>,
    { quick }: Wish,
  ): void {
    const { bounds, sightOf, set } = this.ground;
    const given: Partial<Status> =
      step.command === entry.step.command ? { how: 'typed' } : { how: 'instead', instead: step.command };
    set(entry, { state: 'typing', ...given });
    const run = new StepRun(
      session,
      quick ? { ...step, run: 'auto' } : step,
      ({ runs, ...change }) => {
        if (runs) entry.overrun = { session, prompts: session.shell.prompts };
        if (change.state !== 'typing' && change.state !== 'running') entry.run = undefined;
        const { how, instead } = entry.status;
        const byHand: Partial<Status> = 'instead' in change ? { how: 'instead' } : {};
        set(entry, { how, instead, ...change, ...byHand });
      },
      bounds,
      sightOf(session),
      elsewhere,
    );
    entry.run = run;
    if (quick) run.complete();
  }

  edit(entry: Entry, { edit }: Extract<Start, { is: 'edit' }>, { act, quick }: Wish): void {
    const { documents, set } = this.ground;
    const { demo, step } = entry;
    try {
      const work = documents.find(demo, step.pane);
      const finished = documents.finished(demo, step.pane);
      set(entry, { state: 'typing', how: 'typed' });
      entry.run = new EditRun({
        work,
        edit,
        finished,
        pace: act === 'keys' ? 'keys' : 'person',
        keysPerSecond: step.keysPerSecond,
        ended: (end) => {
          entry.run = undefined;
          set(entry, { how: 'typed', ...end });
        },
      });
      if (quick) entry.run.complete();
    } catch (error) {
      set(entry, { state: 'unmet', how: 'typed', why: (error as Error).message });
    }
  }
}
