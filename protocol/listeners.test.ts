// Listeners: which are called, how often, and what if one is added or removed during the call.
import { expect, it } from 'vitest';
import { Listeners } from './listeners.ts';

it('calls each listener as often as it was added, until it is removed', () => {
  const listeners = new Listeners<[number]>();
  const called: number[] = [];
  const listen = (n: number) => called.push(n);
  const off = listeners.add(listen);
  listeners.add(listen);
  listeners.call(1);
  off();
  off();
  listeners.call(2);
  expect(called).toEqual([1, 1, 2]);
  expect(listeners.size).toBe(1);
  listeners.clear();
  listeners.call(3);
  expect(called).toEqual([1, 1, 2]);
});

it('during a call, skips listeners that were removed or added meanwhile', () => {
  const listeners = new Listeners();
  const called: string[] = [];
  listeners.add(() => {
    called.push('first');
    offSecond();
    listeners.add(() => called.push('third'));
  });
  const offSecond = listeners.add(() => called.push('second'));
  listeners.call();
  expect(called).toEqual(['first']);
});
