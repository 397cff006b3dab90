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
  requested: false,
  heldMs: null,
  ...over,
});
const meet = (over: Partial<StepSight> = {}, rest: Partial<Situation> = {}) =>
  decide(at({ next: { kind: 'step', sight: step(over) }, ...rest }));

test('Next shows the next fragment, or the next slide if there is none', () => {
  expect(decide(at())).toEqual({ do: 'slide' });
  expect(decide(at({ next: { kind: 'fragment' } }))).toEqual({ do: 'fragment' });
});

test('Next runs a waiting step, and shows it only once the server has begun it', () => {
  expect(meet().do).toBe('run');
  expect(meet({}, { requested: true }).do).toBe('wait');
});

test('a step that has run is only shown: going back and forth runs nothing', () => {
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
  test('but only once, or a command that waits for Enter would stop the talk', () => {
    expect(meet({}, { last, completed: true }).do).toBe('run');
  });
});

test('a running step does not hold up the next one, which may be in another pane', () => {
  expect(meet({}, { last: step({ step: 'track', state: 'running' }) }).do).toBe('run');
});

test('when a step is held, a second Next within a second skips it, and a later one tries to run it again', () => {
  expect(meet({}, { heldMs: SKIP_MS }).do).toBe('skip');
  expect(meet({}, { heldMs: SKIP_MS + 1 }).do).toBe('run');
});

describe('a recording', () => {
  test('plays the step, and another Next completes it', () => {
    expect(meet({ reach: 'replay' }).do).toBe('play');
    const last = step({ reach: 'replay', state: 'running' });
    expect(meet({}, { last })).toEqual({ do: 'complete', sight: last });
  });
  test('takes over at the second Next if the server is away', () => {
    expect(meet({ reach: 'offline' }).do).toBe('hold');
    expect(meet({ reach: 'offline' }, { heldMs: 400 }).do).toBe('play');
  });
});

test('with neither a session nor a recording the talk goes on', () => {
  expect(meet({ reach: 'none' }).do).toBe('fragment');
});
