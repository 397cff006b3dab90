// F6: a pane's recording in place of its session and back, at the same step, and what must run before going back.
import type { RevealApi } from 'reveal.js';
import { Listeners } from '../../protocol/listeners.ts';
import { keyOf, type PaneRef, type Source } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import { paneOfStep } from '../drivers/driver.ts';
import type { Recordings } from '../drivers/replay.ts';
import type { Link } from '../link/link.ts';
import type { Companions, Missing } from '../windows/companions.ts';
import type { Proposal } from '../windows/messages.ts';
import type { Aside } from './aside.ts';
import { passedSteps, stepsOf } from './fragments.ts';
import { whyNotLive } from './not-live.ts';
import type { Sources } from './sources.ts';
import type { StepStates } from './step-states.ts';

export type Failover = {
  /** F6 with this pane or file as the current one. */
  press(ref: PaneRef | undefined): void;
  /** Shows a source here, at the deck's step; for what another window or the server says. */
  choose(ref: PaneRef, source: Source): void;
  /** Like `choose`, in all windows. */
  chooseAll(ref: PaneRef, source: Source): void;
  /** What F6 would do now, for the speaker's page: `give` runs these steps, and then shows the demo live. */
  proposal(): Proposal | null;
  /** Called when `proposal` may have changed, other than with a step or a source. */
  on(listener: () => void): () => void;
};

export type FailoverWorld = {
  deck: RevealApi;
  talk: PublicTalk;
  link: Link;
  sources: Sources;
  states: StepStates;
  recordings: Recordings;
  companions: Companions;
  aside: Aside;
  /** Shows the audience a short neutral hint. */
  hint(text: string, forMs?: number): void;
};

/** How long F6 pressed again runs the missing steps, in ms. */
export const AGAIN_MS = 6000;

export function createFailover(world: FailoverWorld): Failover {
  const { deck, talk, link, sources, states, recordings, companions, aside, hint } = world;
  /** The pane that F6 could not show live, since these steps did not run. */
  let refused: Missing | null = null;
  let forgetting: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Listeners();
  const refuse = (next: Missing | null, tell = true) => {
    clearTimeout(forgetting);
    refused = next;
    if (next) forgetting = setTimeout(() => refuse(null, false), AGAIN_MS);
    if (tell) companions.send({ t: 'missing', missing: next });
    listeners.call();
  };
  companions.on((message) => {
    if (message.t === 'missing') refuse(message.missing, false);
  });

  const demoOf = (id: string) => talk.demos.find((demo) => demo.id === id);
  const labels = (demo: string, ids: readonly string[]) =>
    ids.map((id) => demoOf(demo)?.steps.find((step) => step.id === id)?.label ?? id).join(', ');
  const blocksOf = (demo: string): PaneRef[] => {
    const { panes = [], files = [] } = demoOf(demo) ?? {};
    return [...panes, ...files].map(({ id }) => ({ demo, pane: id }));
  };
  const passed = (demo: string) => {
    const slides = deck.getSlidesElement();
    return slides ? passedSteps(slides, deck.getCurrentSlide(), demo) : [];
  };

  const choose = (ref: PaneRef, source: Source) => {
    if (source === 'replay' && sources.of(ref) === 'live') {
      // The recording continues where the live demo was; a step that had not ended well plays from its beginning.
      const recording = recordings.of(ref.demo);
      const { step } = recording.at();
      const { state } = step === null ? { state: 'met' } : states.live(ref.demo, step);
      sources.choose(ref, source);
      if (step !== null && state !== 'met' && !recording.at().playing) recording.play(step);
    } else sources.choose(ref, source);
  };
  const chooseAll = (ref: PaneRef, source: Source) => {
    choose(ref, source);
    companions.send({ t: 'source', ...ref, source });
    link.send({ t: 'source', ...ref, source });
  };

  /** The last step on the slide that is unmet, while its pane is live and there is a recording of it. */
  const unmet = (): Extract<Proposal, { kind: 'recording' }> | null => {
    const slide = deck.getCurrentSlide();
    const found = (slide ? stepsOf(slide) : []).findLast(({ demo, step, shown }) => {
      const ref = paneOfStep(talk, demo, step);
      if (!shown || !ref || states.live(demo, step).state !== 'unmet') return false;
      return sources.of(ref) === 'live' && recordings.of(demo).has(step);
    });
    if (!found) return null;
    const { demo, step } = found;
    const { why } = states.live(demo, step);
    return { kind: 'recording', demo, step, ...(why === undefined ? {} : { why }) };
  };

  const toRecording = (ref: PaneRef) => {
    const recording = recordings.of(ref.demo);
    const isFile = demoOf(ref.demo)?.files.some(({ id }) => id === ref.pane);
    if (isFile || recording.available || !recording.loaded) return chooseAll(ref, 'replay');
    hint('there is no recording');
    aside.say(`there is no recording of ${demoOf(ref.demo)?.title}: npm run record -- ${ref.demo}`);
  };

  const toLive = (ref: PaneRef) => {
    const { demo } = ref;
    const title = demoOf(demo)?.title ?? demo;
    const why = whyNotLive(link, demo);
    if (why !== undefined) {
      const preparing = link.readiness(demo)?.state === 'preparing';
      hint(preparing ? 'still preparing' : 'live is not available here');
      return aside.say(`${title} stays with its recording: ${why}`);
    }
    const steps = passed(demo).filter((step) => states.live(demo, step).state === 'waiting');
    if (steps.length > 0) {
      refuse({ demo, steps });
      const them = steps.length === 1 ? 'it' : 'them';
      return hint(`not run here: ${labels(demo, steps)} · F6 again runs ${them}`, AGAIN_MS);
    }
    back(ref);
  };

  /** Panes that show the recording together go back together. */
  const back = (ref: PaneRef) => {
    const blocks = blocksOf(ref.demo);
    const together = blocks.every((block) => sources.of(block) === 'replay');
    for (const block of together ? blocks : [ref]) chooseAll(block, 'live');
  };

  const give = ({ demo, steps }: Missing) => {
    refuse(null);
    aside.say(`runs ${labels(demo, steps)}`);
    for (const block of blocksOf(demo)) if (sources.of(block) === 'replay') chooseAll(block, 'live');
    link.send({ t: 'give', demo, step: steps.at(-1)! });
  };

  const accept = ({ demo }: { demo: string }) => {
    for (const block of blocksOf(demo)) if (sources.of(block) === 'live') chooseAll(block, 'replay');
  };

  deck.on('slidechanged', () => refuse(null));
  // What can be proposed is known once the recordings are there.
  for (const { id } of talk.demos) void recordings.of(id).ready.then(() => listeners.call());

  /** Steps that this page has seen run: one that it finds unmet when it opens is old news. */
  const ran = new Set<string>();
  states.on(({ demo, step, state }) => {
    if (state === 'typing' || state === 'running') ran.add(keyOf(demo, step));
    if (state !== 'unmet' || !ran.delete(keyOf(demo, step))) return;
    if (link.role() !== 'speaker' || demoOf(demo)?.failover !== 'auto') return;
    const found = unmet();
    if (found?.demo !== demo) return;
    aside.say(`${labels(demo, [step])} is shown from its recording: ${found.why ?? 'not as expected'}`);
    accept(found);
  });

  return {
    press(ref) {
      if (!ref) return;
      const found = unmet();
      if (refused?.demo === ref.demo && link.role() === 'speaker') give(refused);
      else if (sources.of(ref) === 'replay') toLive(ref);
      else if (found?.demo === ref.demo) accept(found);
      else toRecording(ref);
    },
    choose,
    chooseAll,
    proposal: () => (refused ? { kind: 'give', ...refused } : unmet()),
    on: (listener) => listeners.add(listener),
  };
}
