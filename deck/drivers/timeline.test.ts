import { expect, test } from 'vitest';
import type { Cast, CastEvent } from '../../protocol/cast.ts';
import { buildTimeline, outputUpTo, segmentOf } from './timeline.ts';

function cast(...events: [at: number, kind: 'o' | 'm', data: string][]): Cast {
  return {
    header: { version: 2, width: 97, height: 9, timestamp: 0, kernel: 'k', commit: 'c', pane: 'p' },
    events: events.map(
      ([at, kind, data]): CastEvent => ({ at, kind: kind === 'o' ? 'output' : 'marker', data }),
    ),
  };
}

const casts = new Map([
  ['tracker', cast([0, 'o', '$ '], [5, 'm', 'track'], [5.1, 'o', 'attached'], [30.2, 'o', ' exec ls'])],
  ['shell', cast([0.2, 'o', '# '], [30, 'm', 'ls'], [30.1, 'o', 'Cargo.toml'])],
]);

test('a segment runs from its marker to the next marker in any pane', () => {
  const segments = buildTimeline(casts);
  expect(segments.map((s) => s.step)).toEqual([null, 'track', 'ls']);
  expect(segments[0]!.entries.map((e) => e.data)).toEqual(['$ ', '# ']);
  expect(segments[1]!.entries.map((e) => e.data)).toEqual(['attached']);
  expect(segments[2]!.entries.map((e) => [e.pane, e.data])).toEqual([
    ['shell', 'Cargo.toml'],
    ['tracker', ' exec ls'],
  ]);
});

test('long pauses are cut, short ones keep their length, and a segment starts at zero', () => {
  const [, track, ls] = buildTimeline(casts);
  expect(track!.entries[0]!.after).toBeCloseTo(100, 6);
  expect(ls!.entries[0]!.after).toBeCloseTo(100, 6);
  expect(ls!.duration).toBeCloseTo(200, 6);
  const idle = buildTimeline(new Map([['p', cast([0, 'm', 'a'], [1, 'o', 'x'], [61, 'o', 'y'])]]), 1000);
  expect(idle[1]!.entries.map((e) => e.after)).toEqual([1000, 2000]);
});

test('the screen at a step has all that its pane printed until then, and nothing from other panes', () => {
  const segments = buildTimeline(casts);
  expect(outputUpTo(segments, 0, 'tracker')).toBe('$ ');
  expect(outputUpTo(segments, 1, 'tracker')).toBe('$ attached');
  expect(outputUpTo(segments, 2, 'tracker')).toBe('$ attached exec ls');
  expect(outputUpTo(segments, 1, 'shell')).toBe('# ');
});

test('a step with a marker in both casts is one segment; one without a marker has none', () => {
  const both = buildTimeline(
    new Map([
      ['a', cast([1, 'm', 'go'], [2, 'o', 'x'])],
      ['b', cast([1.001, 'm', 'go'], [2, 'o', 'y'])],
    ]),
  );
  expect(both.map((s) => s.step)).toEqual([null, 'go']);
  expect(segmentOf(both, 'go')).toBe(1);
  expect(segmentOf(both, 'gone')).toBe(-1);
});
