import { expect, test } from 'vitest';
import { arrive, formatDuration, pace, readTimer, type Timer } from './pace.ts';

const sections = [
  { id: 'slides', title: 'What eBPF is', budget: { min: 12, max: 15 } },
  { id: 'process-tracker', title: 'Process tracker', budget: { min: 3, max: 3 } },
];
const minute = 60_000;
const waiting: Timer = { state: 'waiting' };

test('the timer waits for the first Next, however long the first slide is shown', () => {
  const still = arrive(waiting, 'slides', false, 5 * minute);
  expect(pace(still, sections, 'slides', 9 * minute)).toMatchObject({ elapsed: 0, state: 'waiting' });
  const started = arrive(still, 'slides', true, 10 * minute);
  expect(pace(started, sections, 'slides', 11 * minute)).toMatchObject({
    elapsed: minute,
    inSection: minute,
  });
});

test('each section has its own time, which goes on when the talk comes back to it', () => {
  let timer = arrive(waiting, 'slides', true, 0);
  timer = arrive(timer, 'process-tracker', true, 13 * minute);
  expect(pace(timer, sections, 'process-tracker', 15 * minute)).toEqual({
    elapsed: 15 * minute,
    inSection: 2 * minute,
    budget: { min: 3, max: 3 },
    state: 'within',
  });
  timer = arrive(timer, 'slides', true, 15 * minute);
  expect(pace(timer, sections, 'slides', 16 * minute).inSection).toBe(14 * minute);
});

test('over means longer than the longest budget', () => {
  const timer = arrive(waiting, 'process-tracker', true, 0);
  expect(pace(timer, sections, 'process-tracker', 3 * minute).state).toBe('within');
  expect(pace(timer, sections, 'process-tracker', 3 * minute + 1).state).toBe('over');
});

test('durations look as on a clock', () => {
  expect(['0', '65000', '3723000', '-5'].map(Number).map(formatDuration)).toEqual([
    '0:00',
    '1:05',
    '1:02:03',
    '0:00',
  ]);
});

test('a saved timer survives a reload; a damaged or old one starts again', () => {
  const timer = arrive(waiting, 'slides', true, 7);
  expect(readTimer(JSON.stringify(timer), minute)).toEqual(timer);
  expect(readTimer(JSON.stringify(timer), 24 * 60 * minute)).toEqual(waiting);
  for (const text of [null, '', '{}', '{"state":"running"}', 'x'])
    expect(readTimer(text, 0)).toEqual(waiting);
});
