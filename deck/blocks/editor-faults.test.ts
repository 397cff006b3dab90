import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import type { Fault } from '../../protocol/document.ts';
import { faults, offsetOf, setFaults } from './editor-faults.ts';

const doc = "fn main() {\n    let 🔔 = 'é';\n}\n";
const state = EditorState.create({ doc, extensions: [faults] });

test.each<[number, number, string]>([
  [1, 4, 'main'],
  // rustc counts characters, the editor UTF-16 units.
  [2, 9, '🔔'],
  [2, 13, "'é'"],
  [3, 1, '}'],
])('line %i, column %i is before %s', (line, column, words) => {
  expect(doc.slice(offsetOf(state.doc, { line, column }))).toMatch(new RegExp(`^${words}`));
});

test('a place outside the text becomes the nearest one in it', () => {
  expect(offsetOf(state.doc, { line: 99, column: 1 })).toBe(doc.length);
  expect(offsetOf(state.doc, { line: 1, column: 99 })).toBe('fn main() {'.length);
  expect(offsetOf(state.doc, { line: 0, column: 0 })).toBe(0);
});

test('a fault is underlined, has its message below its line, and goes at the first change of the text', () => {
  const fault: Fault = {
    level: 'error',
    message: 'no such thing',
    from: { line: 2, column: 9 },
    to: { line: 2, column: 10 },
  };
  const faulty = state.update({ effects: setFaults.of([fault]) }).state;
  const found: [number, number, boolean][] = [];
  faulty
    .field(faults)
    .between(0, doc.length, (from, to, { spec }) => void found.push([from, to, !!spec.block]));
  const line = state.doc.line(2);
  expect(found).toEqual([
    [line.from + 8, line.from + 10, false],
    [line.to, line.to, true],
  ]);
  expect(faulty.update({ changes: { from: doc.length, insert: ' ' } }).state.field(faults).size).toBe(0);
});
