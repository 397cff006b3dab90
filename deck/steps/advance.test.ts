import { describe, expect, test } from 'vitest';
import type { Held } from '../../protocol/step.ts';
import { decide, MOST_COMPLETIONS, type Situation, type StepSight } from './advance.ts';

const step = (over: Partial<StepSight> = {}): StepSight => ({
  demo: 'process-tracker',
  step: 'ls',
  state: 'waiting',
  reach: 'live',
  recorded: true,
  ...over,
});
const at = (over: Partial<Situation> = {}): Situation => ({
  last: null,
  completions: 0,
  next: { kind: 'none' },
  asked: false,
  ...over,
});
/** What Next does when this step is next. */
const meet = (over: Partial<StepSight> = {}, rest: Partial<Situation> = {}) =>
  decide(at({ next: { kind: 'step', sight: step(over) }, ...rest })).do;
const held = (next: Held['next']): Held => ({ why: 'its pane is busy', next });

test('Next shows the next fragment, or the next slide if there is none', () => {
  expect(decide(at())).toEqual({ do: 'slide' });
  expect(decide(at({ next: { kind: 'fragment' } }))).toEqual({ do: 'fragment' });
});

test('a step that has run is only shown: going back and forth runs nothing', () => {
  for (const state of ['typing', 'running', 'met', 'unmet', 'skipped'] as const)
    for (const reach of ['live', 'offline', 'recording'] as const)
      expect(meet({ state, reach })).toBe('fragment');
});

describe('a step that is live', () => {
  test('runs, and is shown only once the server has begun it', () => {
    expect(meet()).toBe('run');
    expect(meet({}, { asked: true })).toBe('wait');
  });
  test('that is held does at the next press what was announced', () => {
    expect(meet({ held: held('type') })).toBe('run');
    expect(meet({ held: held('skip') })).toBe('skip');
    expect(meet({ held: held('recording') })).toBe('play');
    expect(meet({ held: held('recording'), recorded: false })).toBe('pass');
  });
  test('that is held is not waited for, whether or not an answer is on its way', () => {
    for (const next of ['type', 'skip', 'recording'] as const)
      expect(meet({ held: held(next) }, { asked: true })).not.toBe('wait');
  });
});

describe('while the last step is typed', () => {
  const last = step({ step: 'track', state: 'typing' });
  test('Next completes it before anything else', () => {
    for (const next of [{ kind: 'none' }, { kind: 'fragment' }, { kind: 'step', sight: step() }] as const)
      expect(decide(at({ last, next }))).toEqual({ do: 'complete', sight: last });
  });
  test('also a prefilled one that needs more presses, but not for ever', () => {
    for (let completions = 1; completions < MOST_COMPLETIONS; completions++)
      expect(meet({}, { last, completions })).toBe('complete');
    expect(meet({}, { last, completions: MOST_COMPLETIONS })).toBe('run');
  });
  test('but not while the server is away, which can complete nothing', () => {
    const away = step({ step: 'track', state: 'typing', reach: 'offline' });
    expect(meet({ reach: 'offline' }, { last: away })).toBe('hold');
  });
});

test('a running step does not hold up the next one: the server knows their order', () => {
  expect(meet({}, { last: step({ step: 'track', state: 'running' }) })).toBe('run');
});

describe('a recording', () => {
  test('plays the step, and another Next completes it', () => {
    expect(meet({ reach: 'recording' })).toBe('play');
    const last = step({ reach: 'recording', state: 'running' });
    expect(meet({}, { last, completions: MOST_COMPLETIONS })).toBe('complete');
  });
  test('plays at once where the demo is not live, also for a step that was held', () => {
    for (const next of ['type', 'skip', 'recording'] as const)
      expect(meet({ reach: 'recording', held: held(next) })).toBe('play');
  });
  test('takes over at the second Next while the server is away', () => {
    expect(meet({ reach: 'offline' })).toBe('hold');
    for (const next of ['type', 'skip', 'recording'] as const)
      expect(meet({ reach: 'offline', held: held(next) })).toBe('play');
  });
});

test('without a recording Next says so and goes on', () => {
  expect(meet({ reach: 'recording', recorded: false })).toBe('pass');
  expect(meet({ reach: 'offline', recorded: false })).toBe('hold');
  expect(meet({ reach: 'offline', recorded: false, held: held('recording') })).toBe('pass');
});
