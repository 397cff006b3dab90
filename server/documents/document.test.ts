// Several authors, one text: no change is lost, all end with the same text, an empty change has no effect.
import { ChangeSet, Text } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChangeJson } from '../../protocol/document.ts';
import { Document } from './document.ts';

const insert = (length: number, at: number, text: string) =>
  ChangeSet.of({ from: at, insert: text }, length).toJSON() as ChangeJson;

describe('Document', () => {
  it('keeps what two authors typed at the same time', () => {
    const document = new Document('fn main() {}');
    document.push(0, [{ by: 'a', change: insert(12, 0, 'pub ') }]);
    document.push(0, [{ by: 'b', change: insert(12, 11, ' x ') }]);
    expect(document.text).toBe('pub fn main() { x }');
    expect(document.version).toBe(2);
  });

  it('sends each author what is needed to reach the same text', () => {
    const edits = fc.array(fc.record({ at: fc.nat(), text: fc.string() }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.string(), edits, (start, edits) => {
        const document = new Document(start.replaceAll('\r', ''));
        let copy = Text.of(document.text.split('\n'));
        document.onChange((updates) => {
          for (const { change } of updates) copy = ChangeSet.fromJSON(change).apply(copy);
        });
        const length = document.length;
        for (const [i, { at, text }] of edits.entries()) {
          const change = insert(length, at % (length + 1), text.replaceAll('\r', ''));
          document.push(0, [{ by: `author ${i}`, change }]);
        }
        expect(copy.toString()).toBe(document.text);
        for (const { text } of edits) expect(document.text).toContain(text.replaceAll('\r', '').slice(0, 1));
      }),
    );
  });

  it('takes a change once, even when it is sent again after a lost connection', () => {
    const document = new Document('');
    document.push(0, [{ by: 'a', change: insert(0, 0, 'x') }]);
    document.push(0, [
      { by: 'a', change: insert(0, 0, 'x') },
      { by: 'a', change: insert(1, 1, 'y') },
    ]);
    expect(document.text).toBe('xy');
  });

  it('merges what another program wrote during typing', () => {
    const before = 'one\ntwo\nthree\n';
    const document = new Document(before);
    document.change('page', 3, 3, '!');
    document.merge('disk', 0, before, 'one\ntwo\nthree\nfour\n');
    expect(document.text).toBe('one!\ntwo\nthree\nfour\n');
  });

  it.each([
    ['of another length', 0, [5, [0, 'x']]],
    ['that is none', 0, [[-1, 'x']]],
    ['of a version to come', 7, [3, [0, 'x']]],
  ])('refuses a change %s, and stays as it is', (_name, from, change) => {
    const document = new Document('abc');
    expect(() => document.push(from, [{ by: 'a', change: change as ChangeJson }])).toThrow(Error);
    expect([document.text, document.version]).toEqual(['abc', 0]);
  });

  it('refuses an endless text, and a version that is too old', () => {
    const document = new Document('');
    expect(() => document.change('a', 0, 0, 'x'.repeat(300_000))).toThrow(/300000 characters/);
    for (let i = 0; i < 6000; i++) document.change('a', 0, i % 2, i % 2 === 0 ? 'x' : '');
    expect(() => document.push(0, [{ by: 'a', change: [0] }])).toThrow(/too old/);
    expect(document.since(0)).toBeUndefined();
    expect(document.since(document.version)).toEqual([]);
  });
});
