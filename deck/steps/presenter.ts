// Carries out what Next decides: asks the server, plays recordings, shows fragments. Decides nothing (advance.ts does).
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
  /** Next, from a key, a clicker or the speaker's page. */
  advance(): void;
  /** The same for the prepared command alone: shows no ordinary fragment and changes no slide. */
  prepared(): void;
  /** The same, and all of it at once. */
  atOnce(): void;
  /** The prepared edit, typed by the speaker's own keys; one that is being typed goes on so. */
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
  /** A few neutral words to the audience. */
  hint(text: string): void;
  /** Told of a pane that has gone over to its recording. */
  replayed(ref: PaneRef): void;
  /** From now on the speaker's keys type this step. */
  ownKeys(step: { demo: string; step: string }): void;
  /** The other windows complete what they play, too. */
  completed(demo: string): void;
};

/** After this long without an answer a request to run counts as lost, in milliseconds. */
const ANSWER_MS = 3000;

export function createPresenter(world: PresenterWorld): Presenter {
  const { deck, talk, link, sources, states, recordings } = world;
  let asked: { demo: string; step: string; at: number; completeSoon: boolean } | null = null;
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

  const look = (): Decision => {
    const slide = deck.getCurrentSlide();
    const next = nextFragment(slide);
    const shown = stepsOf(slide).filter((step) => step.shown);
    const last = shown.at(-1);
    const now = performance.now();
    if (asked && now - asked.at > ANSWER_MS) asked = null;
    return decide({
      last: last ? sight(last) : null,
      completed: last !== undefined && same(completed, last),
      next: next.kind === 'step' ? { kind: 'step', sight: sight(next) } : next,
      asked: next.kind === 'step' && same(asked, next),
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
        if (asked) asked.completeSoon = true;
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
    asked = { demo, step, at: performance.now(), completeSoon: false };
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
   * All panes of the demo turn to the recording together: half of each would be no picture of anything. And they
   * stay with it: a demo that turns live in the middle would take back what was shown. F6 goes live.
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
    if (!asked || !same(asked, { demo, step }) || state === 'waiting') return;
    const { completeSoon } = asked;
    asked = held = null;
    const next = nextFragment(deck.getCurrentSlide());
    if (next.kind === 'step' && same(next, { demo, step })) deck.nextFragment();
    if (completeSoon && state === 'typing') complete(sight({ demo, step }));
  });
  link.on((event) => {
    if (event.kind !== 'message' || event.message.t !== 'held') return;
    if (!same(asked, event.message)) return;
    asked = null;
    hold(event.message, 'still running');
  });

  return {
    advance: () => carryOut(look()),
    prepared() {
      const decision = look();
      if (decision.do !== 'slide' && decision.do !== 'fragment') carryOut(decision);
    },
    atOnce() {
      const decision = look();
      if (decision.do === 'slide' || decision.do === 'fragment') return;
      carryOut(decision);
      if (decision.do === 'run' && asked) asked.completeSoon = true;
    },
    byOwnKeys() {
      const decision = look();
      if (!('sight' in decision) || !isEdit(decision.sight)) return;
      if (decision.do === 'play' || decision.do === 'hold' || decision.do === 'skip')
        return carryOut(decision);
      if (decision.do === 'run') ask(decision.sight, 'keys');
      world.ownKeys(decision.sight);
    },
    back() {
      asked = null;
      deck.prev();
    },
  };
}
