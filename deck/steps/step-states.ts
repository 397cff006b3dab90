// The state of every prepared step, taken from the server, from this page's holds, or from the recording on screen.
import { Listeners } from '../../protocol/listeners.ts';
import { keyOf } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { StepState, StepView } from '../../protocol/step.ts';
import type { Recordings } from '../drivers/replay.ts';
import type { Link } from '../link/link.ts';
import type { Holds } from './holds.ts';
import type { Sources } from './sources.ts';

export type StepStates = {
  /** Its state as this page shows it. */
  get(demo: string, step: string): StepState;
  /** All that is known of it, as this page shows it: live or from the recording. */
  view(demo: string, step: string): StepView;
  /** All that the server knows of it, whatever the page shows. */
  live(demo: string, step: string): StepView;
  /** Calls the listener after each change, and after `deck:step` has fired on window. */
  on(listener: (view: StepView) => void): () => void;
};

const ENDED: readonly StepState[] = ['met', 'unmet', 'skipped'];

/** Follows link, holds, sources and recordings; fires `deck:step` on window with `{demo, pane, step, state}`. */
export function createStepStates(
  talk: PublicTalk,
  link: Link,
  sources: Sources,
  recordings: Recordings,
  holds: Holds,
): StepStates {
  const server = new Map<string, StepView>();
  const known = new Map<string, StepView>();
  const listeners = new Listeners<[view: StepView]>();
  const watched = new Set<string>();

  const paneOf = (demo: string, step: string) =>
    talk.demos.find(({ id }) => id === demo)?.steps.find(({ id }) => id === step)?.pane ?? '';
  const untouched = (demo: string, step: string): StepView => ({
    demo,
    pane: paneOf(demo, step),
    step,
    state: 'waiting',
  });
  const live = (demo: string, step: string) => server.get(keyOf(demo, step)) ?? untouched(demo, step);

  const look = (demo: string, step: string, pane: string): StepView => {
    const view = live(demo, step);
    const held = holds.of(demo, step);
    if (sources.of({ demo, pane }) === 'live')
      return held && view.state === 'waiting' ? { ...view, held } : view;
    const recording = recordings.of(demo);
    if (!watched.has(demo)) {
      watched.add(demo);
      recording.on(compare);
    }
    const at = recording.at();
    const shown = { ...untouched(demo, step), how: 'recording' as const };
    if (at.step === step && at.playing) return { ...shown, state: 'running' };
    if (!recording.begun(step)) return held ? { ...untouched(demo, step), held } : untouched(demo, step);
    // What ran before its recording was shown did run.
    return ENDED.includes(view.state) ? view : { ...shown, state: 'met' };
  };

  const compare = () => {
    for (const demo of talk.demos) {
      for (const { id: step, pane } of demo.steps) {
        const key = keyOf(demo.id, step);
        const before = known.get(key) ?? untouched(demo.id, step);
        const view = look(demo.id, step, pane);
        if (JSON.stringify(view) === JSON.stringify(before)) continue;
        known.set(key, view);
        if (view.state !== before.state) {
          const detail = { demo: demo.id, pane, step, state: view.state };
          window.dispatchEvent(new CustomEvent('deck:step', { detail }));
        }
        listeners.call(view);
      }
    }
  };

  link.on((event) => {
    if (event.kind !== 'message') return;
    const { message } = event;
    if (message.t === 'welcome') {
      server.clear();
      for (const view of message.steps) server.set(keyOf(view.demo, view.step), view);
      compare();
    } else if (message.t === 'step') {
      const { t, ...view } = message;
      server.set(keyOf(view.demo, view.step), view);
      compare();
    }
  });
  sources.on(compare);
  holds.on(compare);

  const view = (demo: string, step: string) => known.get(keyOf(demo, step)) ?? untouched(demo, step);
  return {
    get: (demo, step) => view(demo, step).state,
    view,
    live,
    on: (listener) => listeners.add(listener),
  };
}
