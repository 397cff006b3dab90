// Each input is taken once, however often it is sent; memory is bounded.
import { expect, it } from 'vitest';
import { Inputs } from './inputs.ts';

it('takes each input of each page once', () => {
  const inputs = new Inputs();
  const taken = [1, 2, 2, 1, 3, 5, 4].filter((n) => inputs.take('a', n));
  expect(taken).toEqual([1, 2, 3, 5]);
  expect(inputs.take('b', 1)).toBe(true);
  expect([inputs.last('a'), inputs.last('b'), inputs.last('c')]).toEqual([5, 1, 0]);
});

it('forgets the page that was silent for longest', () => {
  const inputs = new Inputs();
  inputs.take('first', 1);
  for (let i = 0; i < 63; i++) inputs.take(`page${i}`, 1);
  inputs.take('first', 2);
  inputs.take('one more', 1);
  expect([inputs.last('first'), inputs.last('page0'), inputs.last('page1')]).toEqual([2, 0, 1]);
});
