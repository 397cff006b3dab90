import { expect, test } from 'vitest';
import type { Companion } from '../windows/companions.ts';
import { BOUNCE_MS, createBounce } from './bounce.ts';

/** Two of the speaker's windows, which hear each other at once. */
function windows() {
  let time = 0;
  const listeners: ((message: Companion) => void)[] = [];
  const open = () => {
    const own: ((message: Companion) => void)[] = [];
    return createBounce(
      {
        send: (message) => {
          for (const listener of listeners) if (!own.includes(listener)) listener(message);
        },
        on: (listener) => {
          own.push(listener);
          listeners.push(listener);
          return () => {};
        },
      },
      () => time,
    );
  };
  const wait = (ms: number) => {
    time += ms;
  };
  return { one: open(), two: open(), wait };
}

test('a press within 120 ms of the last one is the same press, in either window', () => {
  const { one, two, wait } = windows();
  expect(one.fresh('next')).toBe(true);
  wait(BOUNCE_MS - 1);
  expect([one.fresh('next'), two.fresh('next')]).toEqual([false, false]);
  wait(1);
  expect(two.fresh('next')).toBe(true);
  expect(one.fresh('next')).toBe(false);
});

test('a bounce does not lengthen the time: presses every 150 ms all count', () => {
  const { one, wait } = windows();
  for (let i = 0; i < 5; i++) {
    expect(one.fresh('next')).toBe(true);
    wait(100);
    expect(one.fresh('next')).toBe(false);
    wait(50);
  }
});

test('another command is a press of its own', () => {
  const { one, two } = windows();
  expect([one.fresh('next'), two.fresh('previous'), two.fresh('source')]).toEqual([true, true, true]);
});
