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

/** As asciinema 3 writes it. */
const v3 = [
  '{"version":3,"term":{"cols":100,"rows":9,"type":"xterm-256color"},"timestamp":1,"idle_time_limit":2,"title":"t"}',
  '# recorded by hand',
  '[0.5, "m", "ls"]',
  '[0.25, "o", "a\\r\\n"]',
  '[0, "r", "80x24"]',
  '[1, "i", "x"]',
  '[0.25, "o", "b"]',
  '[3, "x", "0"]',
  '',
].join('\n');

describe('parseCast', () => {
  it('reads a v3: intervals, comments, and an exit at its end', () => {
    const { header, events } = parseCast(v3, 'x.cast');
    expect(header).toMatchObject({ version: 2, width: 100, height: 9, timestamp: 1, title: 't' });
    expect(events).toEqual([
      { at: 0.5, kind: 'marker', data: 'ls' },
      { at: 0.75, kind: 'output', data: 'a\r\n' },
      { at: 2, kind: 'output', data: 'b' },
    ]);
    expect(parseCast(`# first\r\n${v3.replaceAll('\n', '\r\n')}`, 'x.cast').events).toEqual(events);
  });

  it('reads what formatCast wrote', () => {
    expect(parseCast(formatCast(cast), 'x.cast')).toEqual(cast);
  });

  it('skips codes that show nothing', () => {
    const text = `${formatCast(cast)}[0.3, "i", "x"]\n[0.4, "r", "80x24"]\n`;
    expect(parseCast(text, 'x.cast').events).toHaveLength(2);
  });

  it.each([
    ['', /x\.cast:1: not JSON/],
    ['{"version": 3}', /x\.cast:1: not the header of an asciicast v2 or v3/],
    ['{"version": 3, "width": 80, "height": 24}', /x\.cast:1: not the header/],
    ['{"version": 3, "term": {"cols": 80}}', /x\.cast:1: not the header/],
    ['{"version": 3, "term": {"cols": 80, "rows": "24"}}', /x\.cast:1: not the header/],
    ['{"version": 2, "width": 1.5, "height": 24}', /x\.cast:1: not the header/],
    ['null', /x\.cast:1: not the header/],
    ['# only a comment', /x\.cast:1: not JSON/],
    [
      '{"version": 1, "width": 80, "height": 24, "stdout": []}',
      /x\.cast:1: an asciicast of version 1; the deck/,
    ],
    ['{"version": 4, "term": {"cols": 80, "rows": 24}}', /x\.cast:1: an asciicast of version 4; the deck/],
    [`${v3}[1e308, "o", "a"]\n[1e308, "o", "b"]`, /x\.cast:10: not an event/],
    [`${v3}[0.1, "o"]`, /x\.cast:9: not an event/],
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
