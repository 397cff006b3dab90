import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientMessage } from '../../protocol/message.ts';
import type { Held, StepState, StepView } from '../../protocol/step.ts';
import type { Companion } from '../windows/companions.ts';
import { createOwnKeys } from './own-keys.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const STEP = { demo: 'code', step: 'write' };
const KEY = { t: 'step', ...STEP, act: 'key' };

/** One of the speaker's windows: `outgoing` is what it sends the others, `incoming` what they send it. */
function open() {
  const sent: ClientMessage[] = [];
  const outgoing: Companion[] = [];
  let state: StepState = 'waiting';
  let stateListener = (_: StepView) => {};
  let companionListener = (_: Companion) => {};
  const keys = createOwnKeys({
    link: { send: (message) => sent.push(message) > 0 },
    states: {
      get: () => state,
      on: (listener) => {
        stateListener = listener;
        return () => {};
      },
    },
    companions: {
      send: (message) => void outgoing.push(message),
      on: (listener) => {
        companionListener = listener;
        return () => {};
      },
    },
  });
  return {
    keys,
    sent,
    outgoing,
    become(next: StepState, held?: Held) {
      state = next;
      stateListener({ ...STEP, pane: 'main', state, ...(held ? { held } : {}) });
    },
    incoming: (message: Companion) => companionListener(message),
  };
}

test('keys type the step from when it is requested until it has ended', () => {
  const { keys, sent, outgoing, become } = open();
  expect(keys.active).toBe(false);
  keys.begin(STEP);
  expect(keys.active).toBe(true);
  become('typing');
  vi.advanceTimersByTime(60_000);
  keys.press();
  keys.press();
  expect(sent).toEqual([KEY, KEY]);
  become('met');
  expect(keys.active).toBe(false);
  keys.press();
  expect(sent).toHaveLength(2);
  expect(outgoing).toEqual([{ t: 'keys', ...STEP }]);
});

test('the other windows do the same, and stop together', () => {
  const { keys, sent, outgoing, become, incoming } = open();
  incoming({ t: 'keys', ...STEP });
  become('typing');
  keys.press();
  expect(sent).toEqual([KEY]);
  keys.stop();
  expect([keys.active, outgoing]).toEqual([false, [{ t: 'keys', demo: 'code', step: null }]]);
  incoming({ t: 'keys', ...STEP });
  incoming({ t: 'keys', demo: 'code', step: null });
  expect(keys.active).toBe(false);
});

test('keys type normally again if the step does not begin', () => {
  const { keys } = open();
  keys.begin(STEP);
  vi.advanceTimersByTime(1900);
  expect(keys.active).toBe(true);
  vi.advanceTimersByTime(200);
  expect(keys.active).toBe(false);
});

test('keys wait for a step that is held, until it begins or is dropped', () => {
  const held = { why: 'cd has not ended yet', next: 'type' } as const;
  for (const next of ['typing', 'waiting'] as const) {
    const { keys, sent, become } = open();
    keys.begin(STEP);
    become('waiting', held);
    vi.advanceTimersByTime(60_000);
    expect(keys.active).toBe(true);
    become(next);
    expect(keys.active).toBe(next === 'typing');
    keys.press();
    expect(sent).toEqual(next === 'typing' ? [KEY] : []);
  }
});
