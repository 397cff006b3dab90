// Carries out what advance.ts decides: asks the server to run steps, plays recordings, shows fragments.
import type { RevealApi } from 'reveal.js';
import type { PaneRef } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import { paneOfStep } from '../drivers/driver.ts';
import type { Recordings } from '../drivers/replay.ts';
import type { Link } from '../link/link.ts';
import { type Decision, decide, type StepSight } from './advance.ts';
import { nextFragment, stepsOf } from './fragments.ts';
import type { Sources } from './sources.ts';
import type { StepStates } from './step-states.ts';

export type Presenter = {
  /** Next, from a key, a clicker, a remote or the speaker's page. */
  advance(): void;
  /** Like Next, but only for steps: shows no ordinary fragment and changes no slide. */
  prepared(): void;
  /** Like `prepared`, without typing it out: all of it at once. */
  atOnce(): void;
  /** Lets the speaker's own keys type the prepared edit, or the rest of it if it is being typed. */
  byOwnKeys(): void;
  /** Moves back; runs nothing. */
  back(): void;
};

export type PresenterWorld = {
  deck: RevealApi;
  talk: PublicTalk;
  link: Link;
  sources: Sources;
  states: StepStates;
  recordings: Recordings;
  /** Shows the audience a short neutral hint. */
  hint(text: string): void;
  /** Called for each pane that now shows its recording. */
  replayed(ref: PaneRef): void;
  /** Makes the speaker's keys type this step. */
  ownKeys(step: { demo: string; step: string }): void;
  /** Called when this window completes a recording, for the other windows to do the same. */
  completed(demo: string): void;
};

/** A request to run a step counts as lost after this long without an answer, in milliseconds. */
const ANSWER_MS = 3000;

export function createPresenter(world: PresenterWorld): Presenter {
  const { deck, talk, link, sources, states, recordings } = world;
  let requested: { demo: string; step: string; at: number; completeSoon: boolean } | null = null;
  let held: { demo: string; step: string; at: number } | null = null;
  let completed: { demo: string; step: string } | null = null;

  const same = (a: { demo: string; step: string } | null, b: { demo: string; step: string }) =>
    a !== null && a.demo === b.demo && a.step === b.step;

  const sight = ({ demo, step }: { demo: string; step: string }): StepSight => {
    const ref = paneOfStep(talk, demo, step);
    const state = states.get(demo, step);
    if (!ref) return { demo, step, state, reach: 'none' };
    if (sources.of(ref) === 'replay') {
      return { demo, step, state, reach: recordings.of(demo).available ? 'replay' : 'none' };
    }
    const reachable = link.state() === 'open' && link.readiness(demo)?.state === 'live';
    return { demo, step, state, reach: reachable ? 'live' : 'offline' };
  };

  const decideNow = (): Decision => {
    const slide = deck.getCurrentSlide();
    const next = nextFragment(slide);
    const shown = stepsOf(slide).filter((step) => step.shown);
    const last = shown.at(-1);
    const now = performance.now();
    if (requested && now - requested.at > ANSWER_MS) requested = null;
    return decide({
      last: last ? sight(last) : null,
      completed: last !== undefined && same(completed, last),
      next: next.kind === 'step' ? { kind: 'step', sight: sight(next) } : next,
      requested: next.kind === 'step' && same(requested, next),
      heldMs: next.kind === 'step' && held && same(held, next) ? now - held.at : null,
    });
  };

  const carryOut = (decision: Decision) => {
    switch (decision.do) {
      case 'slide':
        deck.next();
        break;
      case 'fragment':
        deck.nextFragment();
        break;
      case 'complete':
        complete(decision.sight);
        break;
      case 'run':
      case 'skip':
        ask(decision.sight, decision.do);
        break;
      case 'wait':
        if (requested) requested.completeSoon = true;
        break;
      case 'play':
        play(decision.sight);
        break;
      case 'hold':
        hold(decision.sight, link.state() === 'open' ? 'still preparing' : 'reconnecting');
        break;
      default:
        decision satisfies never;
    }
  };

  const ask = ({ demo, step }: StepSight, act: 'run' | 'keys' | 'skip') => {
    held = null;
    requested = { demo, step, at: performance.now(), completeSoon: false };
    link.send({ t: 'step', demo, step, act });
  };

  const isEdit = ({ demo, step }: StepSight) =>
    talk.demos.find(({ id }) => id === demo)?.steps.find(({ id }) => id === step)?.command === '';

  const complete = ({ demo, step, reach }: StepSight) => {
    if (reach === 'replay') {
      recordings.of(demo).complete();
      world.completed(demo);
    } else {
      completed = { demo, step };
      link.send({ t: 'step', demo, step, act: 'complete' });
    }
  };

  /**
   * All panes of the demo change to the recording together, since a mix of live and recorded panes would make no sense.
   * They stay with it even if the demo becomes live: that would undo what was shown. F6 makes a pane live.
   */
  const play = ({ demo, step }: StepSight) => {
    const recording = recordings.of(demo);
    if (recording.available) {
      const { panes = [], files = [] } = talk.demos.find((d) => d.id === demo) ?? {};
      for (const { id } of [...panes, ...files]) {
        sources.choose({ demo, pane: id }, 'replay');
        world.replayed({ demo, pane: id });
      }
    }
    if (recording.available) recording.play(step);
    held = null;
    deck.nextFragment();
  };

  const hold = ({ demo, step }: { demo: string; step: string }, why: string) => {
    held = { demo, step, at: performance.now() };
    world.hint(why);
  };

  states.on(({ demo, step, state }) => {
    if (!requested || !same(requested, { demo, step }) || state === 'waiting') return;
    const { completeSoon } = requested;
    requested = held = null;
    const next = nextFragment(deck.getCurrentSlide());
    if (next.kind === 'step' && same(next, { demo, step })) deck.nextFragment();
    if (completeSoon && state === 'typing') complete(sight({ demo, step }));
  });
  link.on((event) => {
    if (event.kind !== 'message' || event.message.t !== 'held') return;
    if (!same(requested, event.message)) return;
    requested = null;
    hold(event.message, 'still running');
  });

  return {
    advance: () => carryOut(decideNow()),
    prepared() {
      const decision = decideNow();
      if (decision.do !== 'slide' && decision.do !== 'fragment') carryOut(decision);
    },
    atOnce() {
      const decision = decideNow();
      if (decision.do === 'slide' || decision.do === 'fragment') return;
      carryOut(decision);
      if (decision.do === 'run' && requested) requested.completeSoon = true;
    },
    byOwnKeys() {
      const decision = decideNow();
      if (!('sight' in decision) || !isEdit(decision.sight)) return;
      if (decision.do === 'play' || decision.do === 'hold' || decision.do === 'skip')
        return carryOut(decision);
      if (decision.do === 'run') ask(decision.sight, 'keys');
      world.ownKeys(decision.sight);
    },
    back() {
      requested = null;
      deck.prev();
    },
  };
}
