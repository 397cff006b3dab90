// Casts: written and read back, codes of other players skipped, faults with file and line.
import { describe, expect, it } from 'vitest';
import { type Cast, formatCast, MAX_CAST_CHARS, parseCast } from './cast.ts';

const cast: Cast = {
  header: {
    version: 2,
    width: 100,
    height: 9,
    timestamp: 1,
    kernel: '6.18',
    commit: 'abc',
    pane: 'demo.shell',
  },
  events: [
    { at: 0.1, kind: 'marker', data: 'ls' },
    { at: 0.25, kind: 'output', data: '🔔 \x1b[31mred\r\n' },
  ],
};

describe('parseCast', () => {
  it('reads what formatCast wrote', () => {
    expect(parseCast(formatCast(cast), 'x.cast')).toEqual(cast);
  });

  it('skips codes that show nothing', () => {
    const text = `${formatCast(cast)}[0.3, "i", "x"]\n[0.4, "r", "80x24"]\n`;
    expect(parseCast(text, 'x.cast').events).toHaveLength(2);
  });

  it.each([
    ['', /x\.cast:1: not JSON/],
    ['{"version": 3}', /x\.cast:1: not an asciicast v2 header/],
    [`${formatCast(cast)}[0.5, "o"`, /x\.cast:4: not JSON/],
    [`${formatCast(cast)}{"at": 1}`, /x\.cast:4: not an event/],
    [`${formatCast(cast)}[1e999, "o", "x"]`, /x\.cast:4: not an event/],
    [`${formatCast(cast)}[-1, "o", "x"]`, /x\.cast:4: not an event/],
    [`${formatCast(cast)}["1", "o", "x"]`, /x\.cast:4: not an event/],
    [`${formatCast(cast)}[1, "o", {"toString": 1}]`, /x\.cast:4: not an event/],
    [`[${'"x",'.repeat(10)}`, /x\.cast:1: not JSON/],
    ['x'.repeat(MAX_CAST_CHARS + 1), /x\.cast: longer than/],
  ])('throws with the file and line of a fault', (text, why) => {
    expect(() => parseCast(text, 'x.cast')).toThrow(why);
  });
});
