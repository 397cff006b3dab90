// Regions: markers, items, and suggestions when one is missing.
import { expect, test } from 'vitest';
import { type Region, readRegion } from './region.ts';

const C = `int x;
// region: map
struct {
    // region: type
    int type;
    // endregion: type
    // region: size
    int a;
    int b;
    // endregion: size
} PINGS;
// endregion: map
`;
const RUST =
  'fn try_{{crate_name}}() {\n    1\n}\n\nimpl A {\n    fn twice() {}\n}\nimpl B {\n    fn twice() {}\n}\n';
const files: Record<string, string> = {
  'a.c': C,
  'a.rs': RUST,
  'b.rs': 'fn b() {}\n',
  'empty.c': '// region: e\n\n// endregion: e\n',
  'open.c': '// region: a\nx\n',
  'cross.c': '// region: a\n// region: b\n// endregion: a\n// endregion: b\n',
};

function read(src: string, region: string, fill?: string): Region | string[] {
  const faults: string[] = [];
  const found = readRegion(
    { src, region, fill },
    { line: 7 },
    {
      source: (path) => files[path],
      beside: (path) => Object.keys(files).filter((other) => other !== path),
      report: (line, what, fix) => faults.push(`${line}: ${what}; ${fix}`),
    },
  );
  return found ?? faults;
}

test('a region between markers, without the markers, with the parts named inside', () => {
  expect(read('a.c', 'map')).toEqual({
    lines: ['struct {', '    int type;', '    int a;', '    int b;', '} PINGS;'],
    parts: [
      { name: 'type', from: 2, to: 2 },
      { name: 'size', from: 3, to: 4 },
    ],
  });
  expect(read('a.c', 'size')).toEqual({ lines: ['int a;', 'int b;'], parts: [] });
});

test('an item found by its name, with placeholders filled in', () => {
  expect(read('a.rs', 'try_ping', 'crate_name=ping')).toEqual({
    lines: ['fn try_ping() {', '    1', '}'],
    parts: [],
  });
});

test('a missing, double, open or crossed region is a fault at the slide’s line', () => {
  expect(read('none.c', 'mop')).toEqual([
    '7: there is no file none.c; write its path below the project’s folder, or ./ and its path below the talk’s',
  ]);
  expect(read('a.c', 'mop')).toEqual(['7: a.c has no region mop; use one of type, size, map']);
  expect(read('a.rs', 'try_ping')).toEqual([
    '7: a.rs has no region try_ping; use one of try_{{crate_name}}, twice',
  ]);
  expect(read('a.rs', 'twice')).toEqual([
    '7: a.rs has twice at lines 6 and 9; mark the one you mean with // region: …',
  ]);
  expect(read('empty.c', 'e')).toEqual([
    '7: empty.c has nothing in region e; put the markers around the code',
  ]);
  expect(read('open.c', 'a')).toEqual(['7: open.c:1 opens region a and never ends it; add endregion']);
  expect(read('cross.c', 'a')).toEqual([
    '7: cross.c:3 ends region a, but the open one is b; end each region by its name, the innermost first',
  ]);
});

test('the fault of a region that moved says which file has it now', () => {
  expect(read('b.rs', 'twice')).toEqual(['7: b.rs has no region twice; use b; twice is now in a.rs']);
  expect(String(read('none.rs', 'twice'))).toMatch(
    /^7: there is no file none\.rs; .*; twice is now in a\.rs$/,
  );
  expect(read('b.rs', 'try_ping', 'crate_name=ping')).toEqual([
    '7: b.rs has no region try_ping; use b; try_ping is now in a.rs',
  ]);
  // The same name in another language is something else.
  expect(read('b.rs', 'map')).toEqual(['7: b.rs has no region map; use b']);
});
