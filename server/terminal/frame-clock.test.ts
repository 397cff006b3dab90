// The frame clock ticks soon after a pause and steadily in a flood; it stops without output or listeners.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FrameClock, REST_MS, type Tick } from './frame-clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const clock = new FrameClock(() => Date.now());
  const ticks: { at: number; tick: Tick }[] = [];
  const start = Date.now();
  const listener = clock.on((tick) => ticks.push({ at: Date.now() - start, tick }));
  const timesOf = (kind: Tick['kind']) => ticks.filter(({ tick }) => tick.kind === kind).map(({ at }) => at);
  return { clock, ticks, timesOf, listener };
}
/** Output each millisecond. */
const flood = (clock: FrameClock, ms: number) => {
  for (let i = 0; i < ms; i++) {
    clock.output(1000);
    vi.advanceTimersByTime(1);
  }
};

it('gives some 25 frames a second while output floods, and no rest', () => {
  const { clock, timesOf } = open();
  flood(clock, 1000);
  expect(timesOf('frame').length).toBeGreaterThanOrEqual(22);
  expect(timesOf('frame').length).toBeLessThanOrEqual(26);
  expect(timesOf('rest')).toEqual([]);
});

it('gives a frame within 8 ms of a pause, and then one rest', () => {
  const { clock, timesOf } = open();
  flood(clock, 100);
  const before = timesOf('frame').length;
  vi.advanceTimersByTime(8);
  expect(timesOf('frame')).toHaveLength(before + 1);
  vi.advanceTimersByTime(1000);
  expect(timesOf('frame')).toHaveLength(before + 1);
  expect(timesOf('rest')).toHaveLength(1);
  expect(timesOf('rest')[0]).toBeLessThanOrEqual(100 + REST_MS + 8);
});

it('is silent while it gives way, and goes on by itself', () => {
  const { clock, timesOf } = open();
  flood(clock, 200);
  const before = timesOf('frame').length;
  clock.giveWay(20);
  vi.advanceTimersByTime(20);
  expect(timesOf('frame')).toHaveLength(before);
  vi.advanceTimersByTime(8);
  expect(timesOf('frame')).toHaveLength(before + 1);
});

it('does not take giving way for a rest, but sees a rest after it', () => {
  const { clock, timesOf } = open();
  for (let i = 0; i < 10; i++) {
    flood(clock, 5);
    vi.advanceTimersByTime(20);
    clock.giveWay(40);
    vi.advanceTimersByTime(40);
  }
  expect(timesOf('rest')).toEqual([]);
  vi.advanceTimersByTime(REST_MS + 8);
  expect(timesOf('rest')).toHaveLength(1);
});

it('gives fewer frames while a key is typed in another pane, and as many as before afterwards', () => {
  const { clock, timesOf } = open();
  for (let i = 0; i < 20; i++) {
    clock.giveWay(20);
    vi.advanceTimersByTime(20);
    flood(clock, 30);
  }
  const beside = timesOf('frame').length;
  expect(beside).toBeGreaterThanOrEqual(6);
  expect(beside).toBeLessThanOrEqual(9);
  flood(clock, 1400);
  expect(timesOf('frame').length - beside).toBeGreaterThanOrEqual(25);
});

it('is not at rest when output goes on after a short pause', () => {
  const { clock, timesOf } = open();
  for (let i = 0; i < 20; i++) {
    flood(clock, 5);
    vi.advanceTimersByTime(30);
  }
  expect(timesOf('rest')).toEqual([]);
});

it('counts the bytes of each stretch', () => {
  const { clock, ticks } = open();
  flood(clock, 100);
  vi.advanceTimersByTime(50);
  const stretches = ticks.flatMap(({ tick }) => (tick.kind === 'stretch' ? [tick.bytes] : []));
  expect(stretches.reduce((a, b) => a + b)).toBe(100_000);
  expect(stretches.at(-1)).toBeLessThanOrEqual(2000);
});

it('stops without listeners', () => {
  const { clock, ticks, listener } = open();
  listener.dispose();
  const before = ticks.length;
  flood(clock, 200);
  expect(ticks).toHaveLength(before);
  expect(vi.getTimerCount()).toBe(0);
});
