// Carries out what advance.ts decides: asks the server to run steps, plays recordings, shows fragments.
import type { RevealApi } from 'reveal.js';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { StepAct, StepView } from '../../protocol/step.ts';
import { paneOfStep } from '../drivers/driver.ts';
import type { Recordings } from '../drivers/replay.ts';
import type { Link } from '../link/link.ts';
import { MOVES, onDeck } from '../page/on-deck.ts';
import type { Companions } from '../windows/companions.ts';
import { type Decision, decide, type StepSight } from './advance.ts';
import type { Aside } from './aside.ts';
import { createAsking } from './asking.ts';
import type { Failover } from './failover.ts';
import { nextFragment, stepsOf } from './fragments.ts';
import type { Holds } from './holds.ts';
import { whyNotLive, whyNotShown } from './not-live.ts';
import type { OwnKeys } from './own-keys.ts';
import { sightOf } from './sight.ts';
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
  /** Forgets what Next has asked for. */
  forget(): void;
};

export type PresenterWorld = {
  deck: RevealApi;
  talk: PublicTalk;
  link: Link;
  sources: Sources;
  states: StepStates;
  recordings: Recordings;
  holds: Holds;
  aside: Aside;
  /** Shows the audience a short neutral hint. */
  hint(text: string): void;
  companions: Pick<Companions, 'send'>;
  failover: Pick<Failover, 'chooseAll'>;
  /** Makes the speaker's keys type a step. */
  ownKeys: Pick<OwnKeys, 'begin'>;
};

type StepRef = { demo: string; step: string };

export function createPresenter(world: PresenterWorld): Presenter {
  const { deck, talk, link, sources, states, recordings, holds, aside } = world;
  let completed: (StepRef & { times: number }) | null = null;

  const same = (a: StepRef | null, b: StepRef) => a?.demo === b.demo && a.step === b.step;
  const send = ({ demo, step }: StepRef, act: StepAct) => link.send({ t: 'step', demo, step, act });
  const completions = (step: StepRef) => (completed && same(completed, step) ? completed.times : 0);
  const stepOf = ({ demo, step }: StepRef) =>
    talk.demos.find(({ id }) => id === demo)?.steps.find(({ id }) => id === step);
  const label = (step: StepRef) => stepOf(step)?.label ?? step.step;
  const soon = (step: StepRef) => world.hint(`${label(step)}: in a moment`);
  const isEdit = (step: StepRef) => stepOf(step)?.command === '';
  const isNext = (step: StepRef) => {
    const next = nextFragment(deck.getCurrentSlide());
    return next.kind === 'step' && same(next, step);
  };

  const sight = (step: StepRef) => sightOf(world, step);

  const decideNow = (): Decision => {
    const slide = deck.getCurrentSlide();
    const next = nextFragment(slide);
    const last = stepsOf(slide).findLast((step) => step.shown);
    return decide({
      last: last ? sight(last) : null,
      completions: last ? completions(last) : 0,
      next: next.kind === 'step' ? { kind: 'step', sight: sight(next) } : next,
      asked: next.kind === 'step' && asking.open(next),
    });
  };

  const carryOut = (decision: Decision) => {
    switch (decision.do) {
      case 'slide':
        if (deck.isLastSlide()) world.hint('this is the last slide');
        deck.next();
        break;
      case 'fragment':
        deck.nextFragment();
        break;
      case 'complete':
        complete(decision.sight);
        break;
      case 'run':
        run(decision.sight);
        break;
      case 'skip':
        send(decision.sight, 'skip');
        asking.forget();
        deck.nextFragment();
        break;
      case 'wait':
        asking.completeSoon();
        soon(decision.sight);
        break;
      case 'play':
        void play(decision.sight);
        break;
      case 'pass':
        pass(decision.sight);
        break;
      case 'hold':
        asking.later(decision.sight);
        break;
      default:
        decision satisfies never;
    }
  };

  const run = (step: StepSight) => {
    // A second press on a held step may not change what is seen, but it was heard.
    if (step.held) soon(step);
    asking.ask(step, 'run');
  };

  const complete = ({ demo, step, reach }: StepSight) => {
    if (reach === 'recording') {
      recordings.of(demo).complete();
      world.companions.send({ t: 'completed', demo });
      return;
    }
    const times = completions({ demo, step });
    completed = { demo, step, times: times + 1 };
    send({ demo, step }, 'complete');
    if (times > 0) soon({ demo, step });
  };

  /**
   * All panes of the demo change to the recording together, since a mix of live and recorded panes would make no sense.
   * They stay with it even if the demo becomes live: that would undo what was shown. F6 makes them live.
   */
  const play = async ({ demo, step }: StepRef, why?: string) => {
    const recording = recordings.of(demo);
    if (!recording.loaded) {
      soon({ demo, step });
      await recording.ready;
      // Without a recording, what is live can do more.
      if (isNext({ demo, step })) carryOut(decideNow());
      return;
    }
    if (!recording.has(step)) return pass({ demo, step });
    const { panes = [], files = [] } = talk.demos.find((d) => d.id === demo) ?? {};
    const ref = paneOfStep(talk, demo, step);
    if (ref && sources.of(ref) === 'live')
      aside.say(`${label({ demo, step })} is shown from its recording: ${why ?? reason({ demo, step })}`);
    for (const { id } of recording.available ? [...panes, ...files] : files)
      if (sources.of({ demo, pane: id }) === 'live') world.failover.chooseAll({ demo, pane: id }, 'replay');
    recording.play(step);
    send({ demo, step }, 'recorded');
    asking.forget();
    deck.nextFragment();
  };

  /** Goes on without a step that has neither a session nor a recording. */
  const pass = (step: StepRef) => {
    world.hint(`${label(step)}: not available here`);
    aside.say(`${label(step)} was not shown: ${reason(step)}; it has no recording: npm run record`);
    asking.forget();
    deck.nextFragment();
  };

  const reason = ({ demo, step }: StepRef) =>
    whyNotLive(link, demo) ?? whyNotShown(world, paneOfStep(talk, demo, step), states.view(demo, step).held);

  const asking = createAsking({
    link,
    states,
    holds,
    begun(step, completeSoon) {
      completed = null;
      if (isNext(step)) deck.nextFragment();
      if (completeSoon && states.get(step.demo, step.step) === 'typing') complete(sight(step));
    },
    slow: soon,
    recording(step, why) {
      if (isNext(step)) void play(step, why);
    },
  });

  /** The next step while it is held, in this page or on the server. */
  let waiting: (StepRef & { held: string }) | null = null;
  const noteHeld = ({ demo, step, held }: StepView) => {
    if (held && isNext({ demo, step })) {
      const before = waiting;
      waiting = { demo, step, held: JSON.stringify(held) };
      if (before && same(before, waiting) && before.held === waiting.held) return;
      if (link.state() === 'open') soon({ demo, step });
      else world.hint(`${label({ demo, step })}: reconnecting`);
    } else if (!held && waiting && same(waiting, { demo, step })) waiting = null;
  };
  states.on(noteHeld);
  for (const { id, steps } of talk.demos) for (const step of steps) noteHeld(states.view(id, step.id));

  /** A held step is forgotten as soon as the deck is not before it any more, or it would begin on another slide. */
  const leave = () => {
    if (asking.step && !isNext(asking.step)) asking.forget();
    if (!waiting || isNext(waiting)) return;
    const left = waiting;
    waiting = null;
    if (holds.of(left.demo, left.step)) holds.clear();
    if (states.live(left.demo, left.step).held) send(left, 'drop');
  };
  onDeck(deck, MOVES, leave);

  /** For keys that act on steps only. */
  const stepOnly = () => {
    const decision = decideNow();
    return decision.do === 'slide' || decision.do === 'fragment' ? null : decision;
  };

  const prepared = (atOnce: boolean) => {
    const decision = stepOnly();
    if (decision) carryOut(decision);
    if (atOnce && decision?.do === 'run') asking.completeSoon();
  };

  return {
    advance: () => carryOut(decideNow()),
    prepared: () => prepared(false),
    atOnce: () => prepared(true),
    byOwnKeys() {
      const decision = stepOnly();
      if (!decision || !isEdit(decision.sight)) return;
      const { sight } = decision;
      if (decision.do === 'run') asking.ask(sight, 'keys');
      else if (decision.do !== 'complete' && decision.do !== 'wait') return carryOut(decision);
      world.ownKeys.begin(sight);
    },
    back: () => deck.prev(),
    forget: () => asking.forget(),
  };
}
