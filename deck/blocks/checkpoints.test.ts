import { expect, test } from 'vitest';
import { checkpointAfter } from './checkpoints.ts';

const points = [
  { step: null, text: 'a\nz\n' },
  { step: 'write', text: 'a\nb\nz\n' },
  { step: 'help', text: 'a\nb\nc\nz\n' },
];

test.each<[string[], string, number]>([
  [[], 'a\nz\n', 0],
  [['address'], 'a\nz\n', 0],
  [['address', 'write', 'run'], 'a\nb\nz\n', 2],
  [['write', 'help'], 'a\nb\nc\nz\n', 4],
])('after %j', (passed, text, at) => {
  expect(checkpointAfter(points, passed)).toEqual({ text, at });
});

test.each<[string[], string[], number]>([
  [['address'], ['run', 'write', 'help'], 2],
  [['address', 'write'], ['write', 'help'], 2],
  [['address', 'write'], ['help'], 4],
  [['address', 'write', 'help'], ['help'], 4],
  [['address'], ['help'], 0],
  [['address', 'write'], ['run'], 2],
])('after %j, on a slide with %j, the place to show is right', (passed, here, at) => {
  expect(checkpointAfter(points, passed, here)?.at).toBe(at);
});

test('without checkpoints there is none to choose', () => {
  expect(checkpointAfter([], ['write'])).toBeUndefined();
});
