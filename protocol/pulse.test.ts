// Who counts as gone: who does not answer, and not who was not asked.
import { expect, it } from 'vitest';
import { Pulse } from './pulse.ts';

it('gives up at the question after so many without an answer, and begins anew', () => {
  const pulse = new Pulse(2);
  const beats = () => [1, 2, 3].map(() => pulse.beat(() => true));
  expect(beats()).toEqual([true, true, false]);
  expect(beats()).toEqual([true, true, false]);
});

it('keeps whoever answers, however late', () => {
  const pulse = new Pulse(2);
  for (let i = 0; i < 10; i++) {
    pulse.beat(() => true);
    pulse.beat(() => true);
    pulse.heard();
  }
  expect(pulse.beat(() => true)).toBe(true);
});

it('does not count what could not be asked', () => {
  const pulse = new Pulse(2);
  for (let i = 0; i < 10; i++) expect(pulse.beat(() => false)).toBe(true);
});
