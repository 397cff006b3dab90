// The window follows how fast a page really parses, and ignores frames that were never sent.
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

  it('ignores frames of an earlier stream', () => {
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
    // A slow page's answers are too small to measure one by one; together they are enough.
    expect(flow.window).toBeGreaterThanOrEqual(Math.min(window, 64 * 1024) * 0.99);
    expect(Math.abs(flow.window - window)).toBeLessThan(window * 0.05 + (rate < 100 ? 64 * 1024 : 0));
  });

  it('measures right when delayed answers arrive all at once', () => {
    const flow = new Flow();
    for (let round = 0; round < 20; round++) {
      const began = round * 60;
      // Answers to 10 frames, sent over 50 ms, arrive after the last was sent; one more is sent in between.
      for (let i = 0; i < 10; i++) flow.sent(round * 11 + i, 50_000, began + i * 5);
      flow.parsed(round * 11, began + 50);
      flow.sent(round * 11 + 10, 50_000, began + 50);
      for (let i = 1; i < 10; i++) flow.parsed(round * 11 + i, began + 50.1);
      flow.parsed(round * 11 + 10, began + 55);
    }
    expect(flow.rate).toBeGreaterThan(8_000);
    expect(flow.rate).toBeLessThan(11_500);
  });

  it('takes a page that answers late for slow, but not one that gets little output', () => {
    const flow = new Flow();
    const send = (count: number, bytes: number, ms: number) => {
      for (let i = 0; i < count; i++) {
        const at = now + i * 100;
        flow.sent(++seq, bytes, at);
        flow.parsed(seq, at + ms);
      }
      now += count * 100;
    };
    let now = 0;
    let seq = 0;
    send(30, 80_000, 10);
    expect(flow.rate).toBeCloseTo(8000, -1);
    send(100, 10_000, 20);
    expect(flow.rate).toBeCloseTo(8000, -1);
    send(30, 80_000, 80);
    expect(flow.rate).toBeCloseTo(1000, -1);
  });

  it('measures nothing while a screen is on its way', () => {
    const flow = new Flow();
    for (let i = 0; i < 20; i++) {
      flow.sent(2 * i, 0, i * 200);
      flow.sent(2 * i + 1, 20_000, i * 200 + 1);
      flow.parsed(2 * i, i * 200 + 100);
      flow.parsed(2 * i + 1, i * 200 + 101);
    }
    expect(flow.rate).toBe(2000);
  });

  it('never exceeds its given upper limit', () => {
    const flow = new Flow(64 * 1024);
    for (let i = 1; i <= 30; i++) {
      flow.sent(i, 1e6, i);
      flow.parsed(i, i + 1);
    }
    expect(flow.window).toBe(64 * 1024);
  });
});
