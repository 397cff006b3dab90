// A burst at once, then so many a second.
import { expect, it } from 'vitest';
import { Rate } from './rate.ts';

it('allows a burst, then so many a second, and saves up no more than a burst', () => {
  let now = 0;
  const rate = new Rate(10, 5, () => now);
  const takes = (n: number) => Array.from({ length: n }, () => rate.take()).filter(Boolean).length;
  expect(takes(8)).toBe(5);
  now = 100;
  expect(takes(3)).toBe(1);
  now = 10_000;
  expect(takes(8)).toBe(5);
});
