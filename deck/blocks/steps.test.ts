import { expect, test } from 'vitest';
import type { StepHow, StepState } from '../../protocol/step.ts';
import { keepEnded, railSteps } from './steps.ts';

const HELD = { why: 'its pane is busy', next: 'skip' } as const;
type Known = Parameters<typeof railSteps>[0][number];

/** A step that the deck has passed, unless it waits. */
const step = (state: StepState, how?: StepHow, shown = state !== 'waiting'): Known => ({
  view: { state, ...(how ? { how } : {}) },
  shown,
});
const rail = (...steps: Known[]) =>
  railSteps(steps)
    .map(({ place, mark, busy }) => `${place}:${mark}${busy ? '*' : ''}`)
    .join(' ');

test('before the first step everything is later, with its number', () => {
  expect(rail(step('waiting'), step('waiting'))).toBe('later:number later:number');
});

test('the last step begun stays open, even when it is done', () => {
  expect(rail(step('met', 'typed'), step('running'), step('waiting'))).toBe(
    'done:tick now:number* later:number',
  );
  expect(rail(step('met', 'typed'), step('met', 'typed'), step('waiting'))).toBe(
    'done:tick now:tick later:number',
  );
});

test('a tick is what ran and was met, also when another command stood in', () => {
  expect(rail(step('met'), step('met', 'typed'), step('met', 'instead'))).toBe(
    'done:tick done:tick now:tick',
  );
});

test('a step that ran keeps its mark, until the deck goes back, or it begins again', () => {
  const ran = step('met', 'typed');
  const lost = step('waiting', undefined, true);
  expect(keepEnded(ran, lost)).toBe(ran);
  expect(keepEnded(keepEnded(ran, lost), lost)).toBe(ran);
  for (const now of [step('waiting'), step('typing'), step('waiting', 'recording', true)]) {
    expect(keepEnded(ran, now)).toBe(now);
  }
  expect(keepEnded(lost, lost)).toBe(lost);
});

test('what was not met, skipped or passed without running looks alike: a dash', () => {
  const alike = 'done:dash done:dash done:dash now:dash';
  expect(
    rail(step('unmet', 'typed'), step('skipped'), step('unmet', 'instead'), step('waiting', undefined, true)),
  ).toBe(alike);
});

test('what a recording showed is hollow, also after the deck went back to live', () => {
  expect(rail(step('met', 'recording'), step('waiting', 'recording', true))).toBe('done:hollow now:hollow');
  expect(rail(step('running', 'recording'))).toBe('now:number*');
  // Going back before it makes it a step to come.
  expect(rail(step('waiting', 'recording'))).toBe('later:number');
});

test('a held step has dots and stays where it is', () => {
  expect(rail(step('met'), { view: { state: 'waiting', held: HELD }, shown: false })).toBe(
    'now:tick later:dots',
  );
});

test('a running step stays open even if a later one has already begun', () => {
  expect(rail(step('running'), step('met'), step('waiting'))).toBe('now:number* done:tick later:number');
});

test('a preview claims nothing', () => {
  expect(rail({ view: null, shown: true }, { view: null, shown: true }, { view: null, shown: false })).toBe(
    'done:number now:number later:number',
  );
});
