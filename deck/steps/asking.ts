// The step that this page has asked the server to begin: until it begins, is held, or the deck has moved elsewhere.
import type { Held } from '../../protocol/step.ts';
import type { Link } from '../link/link.ts';
import type { Holds } from './holds.ts';
import type { StepStates } from './step-states.ts';

type StepRef = { demo: string; step: string };

export type Asking = {
  /** The step that was asked for and has not begun. */
  readonly step: StepRef | null;
  ask(step: StepRef, act: 'run' | 'keys'): void;
  /** Remembers the step while the server is away, and asks when it is back. */
  later(step: StepRef): void;
  /** Whether the server still owes an answer about this step. */
  open(step: StepRef): boolean;
  /** Completes the typing as soon as it begins. */
  completeSoon(): void;
  /** The deck has moved elsewhere, or something else was done with the step. */
  forget(): void;
};

export type AskingWorld = {
  link: Pick<Link, 'send' | 'on' | 'state'>;
  states: Pick<StepStates, 'live' | 'on'>;
  holds: Holds;
  /** The step that was asked for has begun, or was skipped. */
  begun(step: StepRef, completeSoon: boolean): void;
  /** There is no answer yet after {@link SLOW_MS}. */
  slow(step: StepRef): void;
  /** The step can't begin: its recording is to be shown at once. */
  recording(step: StepRef, why: string): void;
};

/** After so long without an answer the press is shown to be heard, in ms. */
export const SLOW_MS = 200;

/** How long an answer may take, in ms, until the step counts as held: a server that hangs doesn't close its line. */
export const ANSWER_MS = 700;

const AWAY: Held = { why: 'the server is away; the deck reconnects by itself', next: 'recording' };
const SILENT: Held = { why: 'the server does not answer', next: 'recording' };

export function createAsking(world: AskingWorld): Asking {
  const { link, states, holds } = world;
  let asked: (StepRef & { act: 'run' | 'keys'; completeSoon: boolean; answered: boolean }) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isAsked = (step: StepRef) => asked?.demo === step.demo && asked.step === step.step;
  const forget = () => {
    clearTimeout(timer);
    asked = null;
    holds.clear();
  };
  const hold = (held: Held) => {
    if (asked) holds.set({ demo: asked.demo, step: asked.step, held });
  };
  const send = () => {
    clearTimeout(timer);
    if (!asked) return;
    const { demo, step, act } = asked;
    asked.answered = false;
    if (!link.send({ t: 'step', demo, step, act })) return hold(AWAY);
    timer = setTimeout(() => {
      world.slow({ demo, step });
      timer = setTimeout(() => hold(SILENT), ANSWER_MS - SLOW_MS);
    }, SLOW_MS);
  };
  /** Looks what the server says of the step. */
  const look = () => {
    if (!asked) return;
    const { demo, step, completeSoon } = asked;
    const { state, held } = states.live(demo, step);
    if (state !== 'waiting') {
      forget();
      world.begun({ demo, step }, completeSoon);
    } else if (held) {
      clearTimeout(timer);
      asked.answered = true;
      asked.completeSoon = false;
      holds.clear();
    }
  };

  states.on((view) => {
    if (isAsked(view)) look();
  });
  link.on((event) => {
    if (!asked) return;
    if (event.kind === 'state') {
      if (event.state === 'reconnecting') {
        clearTimeout(timer);
        hold(AWAY);
      }
      return;
    }
    const { message } = event;
    if (message.t === 'welcome') {
      look();
      // A new server doesn't know of it.
      if (asked && !states.live(asked.demo, asked.step).held) send();
    }
    if (message.t !== 'held' || !isAsked(message)) return;
    const { demo, step, why, next } = message;
    forget();
    if (next === 'recording') world.recording({ demo, step }, why);
    else holds.set({ demo, step, held: { why, next } });
  });

  return {
    get step() {
      return asked;
    },
    ask({ demo, step }, act) {
      forget();
      asked = { demo, step, act, completeSoon: false, answered: false };
      send();
    },
    later({ demo, step }) {
      forget();
      asked = { demo, step, act: 'run', completeSoon: false, answered: false };
      hold(AWAY);
    },
    open: (step) => isAsked(step) && asked?.answered === false,
    completeSoon() {
      if (asked) asked.completeSoon = true;
    },
    forget,
  };
}
