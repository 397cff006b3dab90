// The window follows what a page really parses, and knows only frames that were sent.
import { describe, expect, it } from 'vitest';
import { Flow } from './flow.ts';

describe('Flow', () => {
  it('counts what is owed and forgets what is parsed', () => {
    const flow = new Flow();
    flow.sent(5, 1000, 0);
    flow.sent(6, 500, 1);
    expect([flow.owed, flow.idle]).toEqual([1500, false]);
    flow.parsed(5, 2);
    expect(flow.owed).toBe(500);
    flow.parsed(6, 3);
    expect([flow.owed, flow.idle]).toEqual([0, true]);
  });

  it('does not hear of frames of an earlier stream', () => {
    const flow = new Flow();
    flow.sent(10, 1000, 0);
    flow.parsed(9, 1);
    expect(flow.owed).toBe(1000);
  });

  it.each([
    [1, 64 * 1024],
    [5000, 300_000],
    [50_000, 1024 * 1024],
  ])('gives a page that parses %d bytes a millisecond a window of %d', (rate, window) => {
    const flow = new Flow();
    for (let i = 1; i <= 60; i++) {
      flow.sent(i, rate * 20, i * 20);
      flow.parsed(i, i * 20 + 20);
    }
    // Slow pages answer in pieces too small to measure at once; they add up.
    expect(flow.window).toBeGreaterThanOrEqual(Math.min(window, 64 * 1024) * 0.99);
    expect(Math.abs(flow.window - window)).toBeLessThan(window * 0.05 + (rate < 100 ? 64 * 1024 : 0));
  });

  it('keeps the upper end that it is given', () => {
    const flow = new Flow(64 * 1024);
    for (let i = 1; i <= 30; i++) {
      flow.sent(i, 1e6, i);
      flow.parsed(i, i + 1);
    }
    expect(flow.window).toBe(64 * 1024);
  });
});
