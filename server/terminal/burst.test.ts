import { expect, it } from 'vitest';
import { Burst } from './burst.ts';

it('floods while much comes, and soon no more', () => {
  let now = 1000;
  const burst = new Burst(() => now);
  expect(burst.floods).toBe(false);
  for (let i = 0; i < 100; i++, now++) burst.add(4095);
  expect(burst.floods).toBe(true);
  now += 40;
  expect(burst.floods).toBe(true);
  now += 60;
  expect(burst.floods).toBe(false);
});

it('does not flood with what a person reads', () => {
  let now = 0;
  const burst = new Burst(() => now);
  for (let i = 0; i < 100; i++, now += 10) burst.add(4095);
  expect(burst.floods).toBe(false);
});
