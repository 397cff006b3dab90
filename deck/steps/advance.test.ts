import { describe, expect, test } from 'vitest';
import { decide, type Situation, SKIP_MS, type StepSight } from './advance.ts';

const step = (over: Partial<StepSight> = {}): StepSight => ({
  demo: 'process-tracker',
  step: 'ls',
  state: 'waiting',
  reach: 'live',
  ...over,
});
const at = (over: Partial<Situation> = {}): Situation => ({
  last: null,
  completed: false,
  next: { kind: 'none' },
  asked: false,
  heldMs: null,
  ...over,
});
const meet = (over: Partial<StepSight> = {}, rest: Partial<Situation> = {}) =>
  decide(at({ next: { kind: 'step', sight: step(over) }, ...rest }));

test('without fragments Next goes to the next slide, with one it shows it', () => {
  expect(decide(at())).toEqual({ do: 'slide' });
  expect(decide(at({ next: { kind: 'fragment' } }))).toEqual({ do: 'fragment' });
});

test('a waiting step is run; it is shown only when the server has begun it', () => {
  expect(meet().do).toBe('run');
  expect(meet({}, { asked: true }).do).toBe('wait');
});

test('a step that was run already is only shown: going back and forth runs nothing', () => {
  for (const state of ['typing', 'running', 'met', 'unmet', 'skipped'] as const) {
    expect(meet({ state }).do).toBe('fragment');
  }
});

describe('while the last step types', () => {
  const last = step({ step: 'track', state: 'typing' });
  test('Next completes it before anything else', () => {
    expect(meet({}, { last })).toEqual({ do: 'complete', sight: last });
    expect(decide(at({ last }))).toEqual({ do: 'complete', sight: last });
  });
  test('but never twice, or a command that waits for Enter would stop the talk', () => {
    expect(meet({}, { last, completed: true }).do).toBe('run');
  });
});

test('a running step holds nothing up by itself: its pane may be another one', () => {
  expect(meet({}, { last: step({ step: 'track', state: 'running' }) }).do).toBe('run');
});

test('held back, a second Next within a second skips, a later one asks again', () => {
  expect(meet({}, { heldMs: SKIP_MS }).do).toBe('skip');
  expect(meet({}, { heldMs: SKIP_MS + 1 }).do).toBe('run');
});

describe('a recording', () => {
  test('plays the step, and Next while it plays completes it', () => {
    expect(meet({ reach: 'replay' }).do).toBe('play');
    const last = step({ reach: 'replay', state: 'running' });
    expect(meet({}, { last })).toEqual({ do: 'complete', sight: last });
  });
  test('takes over from a server that is away at the second Next', () => {
    expect(meet({ reach: 'offline' }).do).toBe('hold');
    expect(meet({ reach: 'offline' }, { heldMs: 400 }).do).toBe('play');
  });
});

test('without session and recording the talk goes on', () => {
  expect(meet({ reach: 'none' }).do).toBe('fragment');
});
