import { beforeEach, expect, test, vi } from 'vitest';
import type { ServerMessage } from '../../protocol/message.ts';
import type { Source } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { StepView } from '../../protocol/step.ts';
import type { Recordings } from '../drivers/replay.ts';
import type { Link, LinkEvent } from '../link/link.ts';
import { createHolds } from './holds.ts';
import type { Sources } from './sources.ts';
import { createStepStates } from './step-states.ts';

const STEPS = ['one', 'two'];
const talk = {
  demos: [{ id: 'demo', panes: [], files: [], steps: STEPS.map((id) => ({ id, pane: 'pane' })) }],
} as unknown as PublicTalk;
const HELD = { why: 'its pane is busy', next: 'skip' } as const;

let fired: unknown[];
beforeEach(() => {
  fired = [];
  vi.stubGlobal('window', { dispatchEvent: (event: CustomEvent) => fired.push(event.detail) });
});

function page() {
  let onLink = (_: LinkEvent) => {};
  let onSource = () => {};
  let onRecording = () => {};
  let source: Source = 'live';
  let at: { step: string | null; playing: boolean } = { step: null, playing: false };
  const holds = createHolds({ send() {}, on: () => () => {} });
  const recording = {
    at: () => at,
    begun: (step: string) => at.step !== null && STEPS.indexOf(step) <= STEPS.indexOf(at.step),
    on(listener: () => void) {
      onRecording = listener;
      return () => {};
    },
  };
  const states = createStepStates(
    talk,
    {
      on(listener: typeof onLink) {
        onLink = listener;
        return () => {};
      },
    } as unknown as Link,
    {
      of: () => source,
      on(listener: () => void) {
        onSource = listener;
        return () => {};
      },
    } as unknown as Sources,
    { of: () => recording } as unknown as Recordings,
    holds,
  );
  return {
    states,
    holds,
    view: (step: string) => {
      const { demo, pane, step: id, ...rest } = states.view('demo', step);
      return rest;
    },
    says: (step: string, view: Omit<StepView, 'demo' | 'pane' | 'step'>) =>
      onLink({ kind: 'message', message: { t: 'step', demo: 'demo', pane: 'pane', step, ...view } }),
    hears: (message: ServerMessage) => onLink({ kind: 'message', message }),
    shows(next: Source, step: string | null, playing = false) {
      source = next;
      at = { step, playing };
      onSource();
      onRecording();
    },
  };
}

test('deck:step fires on each change of state with exactly four fields; listeners hear of every change', () => {
  const { states, says } = page();
  const heard: StepView[] = [];
  states.on((view) => heard.push(view));
  says('one', { state: 'waiting', held: HELD });
  expect(fired).toEqual([]);
  says('one', { state: 'unmet', how: 'typed', why: 'no such file' });
  expect(fired).toEqual([{ demo: 'demo', pane: 'pane', step: 'one', state: 'unmet' }]);
  expect(heard.map(({ state, held, why }) => [state, held?.next, why])).toEqual([
    ['waiting', 'skip', undefined],
    ['unmet', undefined, 'no such file'],
  ]);
});

test('a hold of the page counts only while the step waits', () => {
  const { holds, view, says } = page();
  holds.set({ demo: 'demo', step: 'one', held: HELD });
  expect(view('one')).toEqual({ state: 'waiting', held: HELD });
  says('one', { state: 'typing', how: 'typed' });
  expect(view('one')).toEqual({ state: 'typing', how: 'typed' });
});

test('a recorded pane shows what its recording has shown, but what ran before did run', () => {
  const { states, view, says, shows } = page();
  says('one', { state: 'met', how: 'typed' });
  shows('replay', 'two', true);
  expect([view('one'), view('two')]).toEqual([
    { state: 'met', how: 'typed' },
    { state: 'running', how: 'recording' },
  ]);
  shows('replay', 'two');
  expect(view('two')).toEqual({ state: 'met', how: 'recording' });
  // The server knows that it did not run.
  expect(states.live('demo', 'two').state).toBe('waiting');
  says('two', { state: 'waiting', how: 'recording' });
  shows('live', 'two');
  expect(view('two')).toEqual({ state: 'waiting', how: 'recording' });
});

test('a welcome replaces all that was known', () => {
  const { view, says, hears } = page();
  says('one', { state: 'met', how: 'instead', instead: 'ls -l' });
  expect(view('one')).toEqual({ state: 'met', how: 'instead', instead: 'ls -l' });
  hears({ t: 'welcome', steps: [] } as unknown as ServerMessage);
  expect(view('one')).toEqual({ state: 'waiting' });
});
