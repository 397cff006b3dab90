// Ratios and claims on made-up figures: the best peer is found, and a missing figure meets no claim.
import { describe, expect, it } from 'vitest';
import { judge } from './claims.ts';
import { bestPeer, figureOf, limitRatio, metricOf, peerRatio } from './figures.ts';
import { METRICS, type Values } from './metrics.ts';

const values: Values = {
  'throughput.lines': { deck: [2, 3, 4], ttyd: [9, 6, 7], wetty: [8], baseline: [] },
  'page.lines': { limit: [1.5] },
  'interrupt.yes': { deck: [10, 80, 12], ttyd: [500] },
  'echo.idle.p50': { deck: [4], ttyd: [5], baseline: [3] },
  'echo.idle.lost': { deck: [0, 1] },
  'echo.flood.lost': { deck: [0, 0] },
};

describe('figures', () => {
  it('are the median, the maximum or the sum of all trials', () => {
    expect(figureOf(values, metricOf('throughput.lines'), 'deck')).toMatchObject({
      value: 3,
      min: 2,
      max: 4,
    });
    expect(figureOf(values, metricOf('interrupt.yes.max'), 'deck')?.value).toBe(80);
    expect(figureOf(values, metricOf('echo.idle.lost'), 'deck')?.value).toBe(1);
    expect(figureOf(values, metricOf('throughput.lines'), 'baseline')).toBeUndefined();
  });
  it('are divided by the best peer and by the limit of the same workload', () => {
    expect(bestPeer(values, metricOf('throughput.lines'))).toEqual({ who: 'ttyd', value: 7 });
    expect(peerRatio(values, metricOf('throughput.lines'))).toBeCloseTo(3 / 7);
    expect(limitRatio(values, metricOf('throughput.lines'))).toBe(2);
    expect(limitRatio(values, metricOf('throughput.seq'))).toBeUndefined();
  });
  it('have unique names', () => {
    expect(new Set(METRICS.map(({ id }) => id)).size).toBe(METRICS.length);
  });
});

describe('claims', () => {
  const outcome = (claim: string, limit: string) =>
    judge(values).find((each) => each.claim === claim && each.limit.startsWith(limit))?.outcome;

  it('are met only by a figure within its limit', () => {
    expect(outcome('51 MB of lines to the final screen', '≤ 0.5')).toBe('met');
    expect(outcome('51 MB of lines to the final screen', '≤ 2')).toBe('met');
    expect(outcome('Ctrl-C during yes, p50', '≤ 20')).toBe('met');
    expect(outcome('Ctrl-C during yes, max', '≤ 60')).toBe('not met');
    expect(outcome('Echo idle, p50', "≤ the best peer's (3.0 ms)")).toBe('not met');
    expect(outcome('Keys lost, idle and beside a flood', '0')).toBe('not met');
  });
  it('are not met without a measurement', () => {
    expect(outcome('seq 2000000 to the final screen', '≤ 0.85')).toBe('not measured');
    expect(judge({}).every(({ outcome }) => outcome === 'not measured')).toBe(true);
  });
});
