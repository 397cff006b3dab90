import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientMessage, ServerMessage } from '../../protocol/message.ts';
import type { StepView } from '../../protocol/step.ts';
import type { LinkEvent, LinkState } from '../link/link.ts';
import { ANSWER_MS, createAsking, SLOW_MS } from './asking.ts';
import { createHolds } from './holds.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LS = { demo: 'tracker', step: 'ls' };
const RUN = { t: 'step', ...LS, act: 'run' };

/** A page, with the server's side of the link in the test's hands. */
function page() {
  const sent: ClientMessage[] = [];
  const begun: unknown[] = [];
  const recordings: unknown[] = [];
  const slow: unknown[] = [];
  let state: LinkState = 'open';
  let view: StepView = { ...LS, pane: 'shell', state: 'waiting' };
  let onStep = (_: StepView) => {};
  let onLink = (_: LinkEvent) => {};
  const holds = createHolds({ send() {}, on: () => () => {} });
  const asking = createAsking({
    link: {
      state: () => state,
      send: (message) => state === 'open' && sent.push(message) > 0,
      on: (listener) => {
        onLink = listener;
        return () => {};
      },
    },
    states: {
      live: () => view,
      on: (listener) => {
        onStep = listener;
        return () => {};
      },
    },
    holds,
    begun: (step, soon) => begun.push([step, soon]),
    slow: (step) => slow.push(step),
    recording: (step, why) => recordings.push([step, why]),
  });
  return {
    asking,
    sent,
    begun,
    recordings,
    slow,
    held: () => holds.of(LS.demo, LS.step),
    says(next: Partial<StepView>) {
      view = { ...LS, pane: 'shell', state: 'waiting', ...next };
      onStep(view);
    },
    hears: (message: ServerMessage) => onLink({ kind: 'message', message }),
    becomes(next: LinkState) {
      state = next;
      onLink({ kind: 'state', state });
    },
  };
}
const WELCOME = { t: 'welcome' } as ServerMessage;

test('the step is shown when it begins, and completed then if Next was pressed again', () => {
  const { asking, sent, begun, says } = page();
  asking.ask(LS, 'run');
  expect([sent, asking.open(LS)]).toEqual([[RUN], true]);
  asking.completeSoon();
  says({ state: 'typing' });
  expect(begun).toEqual([[LS, true]]);
  expect([asking.step, asking.open(LS)]).toEqual([null, false]);
});

test('a step that the server holds is shown when it begins by itself', () => {
  const { asking, begun, says, held } = page();
  asking.ask(LS, 'run');
  asking.completeSoon();
  says({ held: { why: 'track is still running', next: 'type' } });
  expect(asking.open(LS)).toBe(false);
  vi.advanceTimersByTime(60_000);
  // The server holds it, so the page doesn't.
  expect(held()).toBe(undefined);
  says({ state: 'typing' });
  // Somebody who pressed again long before does not want it all at once now.
  expect(begun).toEqual([[LS, false]]);
});

test('a step that the server cannot hold is held here, or its recording is shown at once', () => {
  const { asking, recordings, hears, held } = page();
  asking.ask(LS, 'run');
  hears({ t: 'held', ...LS, why: 'there is no such step', next: 'skip' });
  expect(held()).toEqual({ why: 'there is no such step', next: 'skip' });
  asking.ask(LS, 'run');
  expect(held()).toBe(undefined);
  hears({ t: 'held', ...LS, why: 'the shell has ended', next: 'recording' });
  expect(recordings).toEqual([[LS, 'the shell has ended']]);
  expect([asking.step, held()]).toEqual([null, undefined]);
});

test('an answer about another step changes nothing', () => {
  const { asking, recordings, hears, held } = page();
  asking.ask(LS, 'run');
  hears({ t: 'held', demo: 'tracker', step: 'curl', why: 'x', next: 'recording' });
  expect([recordings, held(), asking.open(LS)]).toEqual([[], undefined, true]);
});

test('without an answer the press is shown to be heard, then it is held, and a late answer still counts', () => {
  const { asking, begun, slow, says, held } = page();
  asking.ask(LS, 'run');
  vi.advanceTimersByTime(SLOW_MS - 1);
  expect(slow).toEqual([]);
  vi.advanceTimersByTime(ANSWER_MS - SLOW_MS);
  expect([slow, held()]).toEqual([[LS], undefined]);
  vi.advanceTimersByTime(1);
  expect(held()).toEqual({ why: 'the server does not answer', next: 'recording' });
  says({ state: 'typing' });
  expect([begun, held()]).toEqual([[[LS, false]], undefined]);
});

test('while the server is away it is held, and run when the line is back', () => {
  const { asking, sent, begun, becomes, hears, says, held } = page();
  becomes('reconnecting');
  asking.later(LS);
  expect(held()?.next).toBe('recording');
  becomes('open');
  expect(sent).toEqual([]);
  hears(WELCOME);
  expect(sent).toEqual([RUN]);
  says({ state: 'typing' });
  expect([begun, held()]).toEqual([[[LS, false]], undefined]);
});

test('a request is sent again when the line was lost before its answer, but not when the server still holds it', () => {
  const { asking, sent, becomes, hears, says, held } = page();
  asking.ask(LS, 'run');
  becomes('reconnecting');
  expect(held()?.next).toBe('recording');
  becomes('open');
  hears(WELCOME);
  expect(sent).toEqual([RUN, RUN]);
  says({ held: { why: 'track is still running', next: 'type' } });
  becomes('reconnecting');
  becomes('open');
  hears(WELCOME);
  expect(sent).toEqual([RUN, RUN]);
  expect(held()).toBe(undefined);
});

test('what the deck has moved away from is not sent when the line is back', () => {
  const { asking, sent, becomes, hears, held } = page();
  becomes('reconnecting');
  asking.later(LS);
  asking.forget();
  becomes('open');
  hears(WELCOME);
  expect([sent, held()]).toEqual([[], undefined]);
});
