// Pulse: a silent side counts as gone, but only after it was asked.
import { expect, it } from 'vitest';
import { Pulse } from './pulse.ts';

it('gives up after so many questions without an answer, and then starts over', () => {
  const pulse = new Pulse(2);
  const beats = () => [1, 2, 3].map(() => pulse.beat(() => true));
  expect(beats()).toEqual([true, true, false]);
  expect(beats()).toEqual([true, true, false]);
});

it('keeps a side that answers, however late', () => {
  const pulse = new Pulse(2);
  for (let i = 0; i < 10; i++) {
    pulse.beat(() => true);
    pulse.beat(() => true);
    pulse.heard();
  }
  expect(pulse.beat(() => true)).toBe(true);
});

it('does not count questions that could not be sent', () => {
  const pulse = new Pulse(2);
  for (let i = 0; i < 10; i++) expect(pulse.beat(() => false)).toBe(true);
});
