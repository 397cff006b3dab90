// The arithmetic of the bench, with numbers that can be checked by hand.
import { describe, expect, it } from 'vitest';
import { fitLine, median, quantile, spread } from './statistics.ts';

describe('quantile', () => {
  it('interpolates between ranks, whatever the order', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 0], 0.99)).toBeCloseTo(9.9);
    expect(quantile([7], 0.99)).toBe(7);
  });
  it('throws without values', () => expect(() => quantile([], 0.5)).toThrow('no values'));
});

it('gives the spread and does not change its input', () => {
  const values = [3, 1, 2];
  expect(spread(values)).toEqual({ count: 3, min: 1, median: 2, max: 3 });
  expect(values).toEqual([3, 1, 2]);
  expect(median([5, 9])).toBe(7);
});

describe('fitLine', () => {
  it('finds the slope of an exact line, with error 0', () => {
    const line = fitLine([0, 1, 2, 5].map((x) => ({ x, y: 3 - 2 * x })));
    expect(line.slope).toBeCloseTo(-2);
    expect(line.error).toBeCloseTo(0);
  });
  it('gives the standard error of scattered points', () => {
    // Residuals of (0,0) (1,1) (2,0): slope 0, mean 1/3, sum of squares 2/3, across 2.
    expect(fitLine([0, 1, 0].map((y, x) => ({ x, y })))).toEqual({
      slope: 0,
      error: expect.closeTo(Math.sqrt(2 / 3 / 1 / 2)),
    });
  });
  it('refuses too few points, and points with the same x', () => {
    expect(() => fitLine([{ x: 0, y: 0 }])).toThrow('1 points');
    expect(() => fitLine([1, 2, 3].map((y) => ({ x: 1, y })))).toThrow('same x');
  });
});
