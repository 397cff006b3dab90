// The one piece in which texts differ: put in, it gives the other text.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { difference } from './difference.ts';

it('makes any text any other', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
      const piece = difference(before, after);
      const made = piece ? before.slice(0, piece.from) + piece.insert + before.slice(piece.to) : before;
      expect(made).toBe(after);
    }),
    { numRuns: 50 },
  );
  // fast-check lists all of Unicode first.
}, 30_000);

it('parts no surrogate pair', () => {
  expect(difference('a🔔b', 'a🔕b')).toEqual({ from: 1, to: 3, insert: '🔕' });
});
