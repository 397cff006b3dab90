// Every contestant begins as often as any other.
import { expect, it } from 'vitest';
import { turnsOf } from './turns.ts';

it('lets each begin in turn', () => {
  const row = ['a', 'b', 'c'];
  expect([0, 1, 2, 3].map((repetition) => turnsOf(row, repetition).join(''))).toEqual([
    'abc',
    'bca',
    'cab',
    'abc',
  ]);
  expect(turnsOf([], 4)).toEqual([]);
});
