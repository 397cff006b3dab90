// Whether a step that Next has asked for can begin now, and if not, what it waits for.
import type { Step } from '../../protocol/demo.ts';
import type { Held } from '../../protocol/step.ts';
import type { Session } from '../terminal/session.ts';
import type { Bounds } from './bounds.ts';
import { Elsewhere } from './elsewhere.ts';
import { ForegroundSight } from './foreground.ts';
import { isQuestion } from './question.ts';
import { type Entry, feasible, isBegun, type Surroundings, type Wish } from './step-entry.ts';
import { isReady } from './step-watch.ts';

/** How long a pane may be busy, in ms, before that is said: its command may be about to end. */
const BUSY_MS = 300;

export type Start =
  /** It can begin later. `say`: whether it waits for long enough already that people should know. */
  | { is: 'held'; held: Held; say: boolean }
  /** It can't begin. */
  | { is: 'refused'; held: Held }
  | { is: 'skipped'; why: string }
  | { is: 'command'; session: Session; step: Step; elsewhere: Elsewhere }
  | { is: 'edit'; edit: NonNullable<Step['edit']> };

export class StepStarts {
  private readonly sights = new WeakMap<Session, ForegroundSight>();

  /** @param entries all steps, in order. */
  constructor(
    private readonly entries: readonly Entry[],
    private readonly open: (demo: string, pane: string) => Session,
    private readonly surroundings: Surroundings,
    private readonly bounds: Bounds,
  ) {}

  look(entry: Entry, wish: Wish): Start {
    const { step } = entry;
    const waited = performance.now() - wish.at;
    const earlier = this.earlier(entry);
    if (earlier && !wish.force && waited < earlier.step.timeoutMs) {
      return {
        is: 'held',
        held: { why: `${earlier.step.label} has not ended yet`, next: 'type' },
        say: true,
      };
    }
    const say = waited >= BUSY_MS;
    const typed = this.entries.find(
      (other) =>
        other.demo === entry.demo && other.step.pane === step.pane && other.status.state === 'typing',
    );
    if (typed)
      return { is: 'held', held: { why: `${typed.step.label} is still being typed`, next: 'skip' }, say };
    if (step.edit) return { is: 'edit', edit: step.edit };
    let session: Session;
    const others = new Map<string, Session>();
    try {
      session = this.open(entry.demo, step.pane);
      for (const pane of Object.keys(step.expectIn)) others.set(pane, this.open(entry.demo, pane));
    } catch (error) {
      return { is: 'refused', held: { why: (error as Error).message, next: 'recording' } };
    }
    const now = feasible(entry, this.surroundings);
    if ('skipped' in now) return { is: 'skipped', why: now.skipped };
    if (session.ended) return { is: 'refused', held: { why: 'the shell has ended', next: 'recording' } };
    const sight = this.sightOf(session);
    const starts = now.ready === 'prompt' && session.shell.state === 'starting';
    const before = this.before(entry);
    const interrupt = now.interrupt || (now.ready === 'prompt' && isOverrun(before, session));
    if (isReady(session, sight, now, this.bounds) || starts || interrupt) {
      const elsewhere = new Elsewhere(now.expectIn, others);
      return { is: 'command', session, step: { ...now, interrupt }, elsewhere };
    }
    const held = before && whyNeverReady(before, now);
    return { is: 'held', held: held ?? { why: whyBusy(session, sight, now), next: 'skip' }, say };
  }

  sightOf(session: Session): ForegroundSight {
    const sight = this.sights.get(session) ?? new ForegroundSight(session.pty.tty);
    this.sights.set(session, sight);
    return sight;
  }

  /** The latest step that must end before this one; a step that was never given holds nothing. */
  private earlier(entry: Entry): Entry | undefined {
    if (!entry.step.after) return undefined;
    return this.entries
      .slice(0, this.entries.indexOf(entry))
      .findLast((other) => other.demo === entry.demo && other.step.after && isBegun(other));
  }

  /** The step that was last given in the same pane, before this one. */
  private before(entry: Entry): Entry | undefined {
    return this.entries
      .slice(0, this.entries.indexOf(entry))
      .findLast(
        ({ demo, step, status }) =>
          demo === entry.demo && step.pane === entry.step.pane && status.state !== 'waiting',
      );
  }
}

/** Whether the command of a step whose time is over still runs: the next one stops it first. */
function isOverrun(entry: Entry | undefined, session: Session): boolean {
  return entry?.overrun?.session === session && session.shell.prompts === entry.overrun.prompts;
}

/** Why what a step waits for will hardly come: the step that should have led there went wrong. */
function whyNeverReady({ step, status }: Entry, { ready }: Step): Held | undefined {
  if (ready === 'prompt' || (status.state !== 'unmet' && status.state !== 'skipped')) return undefined;
  return { why: `${step.label} is ${status.state}: ${status.why}`, next: 'recording' };
}

function whyBusy(session: Session, sight: ForegroundSight, { ready }: Step): string {
  const line = session.cursorLine();
  if (isQuestion(line)) return `its pane asks: ${line.trim()}`;
  if (ready !== 'prompt') return `its pane does not show ${ready} yet`;
  const { is, name } = sight.look(session.shell.pid);
  return is === 'program' ? `${name} runs in its pane` : 'its pane is busy';
}
