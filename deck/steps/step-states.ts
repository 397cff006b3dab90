// The state of every prepared step, taken from the server or from the recording on screen.

import { Listeners } from '../../protocol/listeners.ts';
import { keyOf } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { StepState, StepView } from '../../protocol/step.ts';
import type { Recordings } from '../drivers/replay.ts';
import type { Link } from '../link/link.ts';
import type { Sources } from './sources.ts';

export type StepStates = {
  get(demo: string, step: string): StepState;
  /** The server's reason why an edit is unmet. */
  why(demo: string, step: string): string | undefined;
  /** What the server typed instead of the step's command. */
  instead(demo: string, step: string): string | undefined;
  /** Calls the listener after each change, and after `deck:step` has fired on window. */
  on(listener: (view: StepView) => void): () => void;
};

/** Follows link, sources and recordings, and fires `deck:step` on window with `{demo, pane, step, state}`. */
export function createStepStates(
  talk: PublicTalk,
  link: Link,
  sources: Sources,
  recordings: Recordings,
): StepStates {
  const live = new Map<string, Pick<StepView, 'state' | 'why' | 'instead'>>();
  const known = new Map<string, StepState>();
  const listeners = new Listeners<[view: StepView]>();
  const recorded = new Set<string>();

  const state = (demo: string, step: string, pane: string): StepState => {
    if (sources.of({ demo, pane }) === 'live') return live.get(keyOf(demo, step))?.state ?? 'waiting';
    const recording = recordings.of(demo);
    if (!recorded.has(demo)) {
      recorded.add(demo);
      recording.on(compare);
    }
    const at = recording.at();
    if (at.step === step && at.playing) return 'running';
    return recording.begun(step) ? 'met' : 'waiting';
  };

  const compare = () => {
    for (const demo of talk.demos) {
      for (const { id: step, pane } of demo.steps) {
        const key = keyOf(demo.id, step);
        const now = state(demo.id, step, pane);
        if ((known.get(key) ?? 'waiting') === now) continue;
        known.set(key, now);
        const view: StepView = { demo: demo.id, pane, step, state: now };
        window.dispatchEvent(new CustomEvent('deck:step', { detail: view }));
        listeners.call(view);
      }
    }
  };

  link.on((event) => {
    if (event.kind !== 'message') return;
    const { message } = event;
    if (message.t === 'welcome') {
      live.clear();
      for (const view of message.steps) live.set(keyOf(view.demo, view.step), view);
      compare();
    } else if (message.t === 'step') {
      live.set(keyOf(message.demo, message.step), message);
      compare();
    }
  });
  sources.on(compare);

  return {
    get: (demo, step) => known.get(keyOf(demo, step)) ?? 'waiting',
    why(demo, step) {
      const key = keyOf(demo, step);
      return known.get(key) === 'unmet' ? live.get(key)?.why : undefined;
    },
    instead(demo, step) {
      const { pane } = talk.demos.find(({ id }) => id === demo)?.steps.find(({ id }) => id === step) ?? {};
      if (pane === undefined || sources.of({ demo, pane }) !== 'live') return undefined;
      return live.get(keyOf(demo, step))?.instead;
    },
    on: (listener) => listeners.add(listener),
  };
}
