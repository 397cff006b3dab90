import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientMessage } from '../../protocol/message.ts';
import type { StepState, StepView } from '../../protocol/step.ts';
import type { Companion } from '../windows/companions.ts';
import { createOwnKeys } from './own-keys.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const STEP = { demo: 'code', step: 'write' };
const KEY = { t: 'step', ...STEP, act: 'key' };

/** A window of the speaker's; `other` is what it tells the others. */
function open() {
  const sent: ClientMessage[] = [];
  const told: Companion[] = [];
  let state: StepState = 'waiting';
  let hearState = (_: StepView) => {};
  let hearOther = (_: Companion) => {};
  const keys = createOwnKeys({
    link: { send: (message) => sent.push(message) > 0 },
    states: {
      get: () => state,
      on: (listener) => {
        hearState = listener;
        return () => {};
      },
    },
    companions: {
      tell: (message) => void told.push(message),
      on: (listener) => {
        hearOther = listener;
        return () => {};
      },
    },
  });
  return {
    keys,
    sent,
    told,
    become(next: StepState) {
      state = next;
      hearState({ ...STEP, pane: 'main', state });
    },
    other: (message: Companion) => hearOther(message),
  };
}

test('keys type the step from when it is asked for until it has ended', () => {
  const { keys, sent, told, become } = open();
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
  expect(told).toEqual([{ t: 'keys', ...STEP }]);
});

test('the other windows do the same, and stop together', () => {
  const { keys, sent, told, become, other } = open();
  other({ t: 'keys', ...STEP });
  become('typing');
  keys.press();
  expect(sent).toEqual([KEY]);
  keys.stop();
  expect([keys.active, told]).toEqual([false, [{ t: 'keys', demo: 'code', step: null }]]);
  other({ t: 'keys', ...STEP });
  other({ t: 'keys', demo: 'code', step: null });
  expect(keys.active).toBe(false);
});

test('a step that never begins gives the keys back', () => {
  const { keys } = open();
  keys.begin(STEP);
  vi.advanceTimersByTime(1900);
  expect(keys.active).toBe(true);
  vi.advanceTimersByTime(200);
  expect(keys.active).toBe(false);
});
