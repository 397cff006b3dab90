// The one piece in which two texts differ: replacing it makes one text the other.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { difference } from './difference.ts';

it('turns any text into any other', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
      const piece = difference(before, after);
      const made = piece ? before.slice(0, piece.from) + piece.insert + before.slice(piece.to) : before;
      expect(made).toBe(after);
    }),
    { numRuns: 50 },
  );
  // fast-check first lists all of Unicode, which takes a while.
}, 30_000);

it('never splits a surrogate pair', () => {
  expect(difference('a🔔b', 'a🔕b')).toEqual({ from: 1, to: 3, insert: '🔕' });
});
