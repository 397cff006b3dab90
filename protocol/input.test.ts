// Long input is cut into pieces that fit a message and join to the same text.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutInput } from './input.ts';

test('pieces are short enough, lose nothing, and never split a surrogate pair', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 9 }), (text, longest) => {
      const pieces = cutInput(text, longest);
      expect(pieces.join('')).toBe(text);
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(longest);
        expect(piece.length).toBeGreaterThan(0);
      }
      if (wellFormed(text)) for (const piece of pieces) expect(wellFormed(piece)).toBe(true);
    }),
  );
});

/** Whether there is no lone half of a surrogate pair. */
function wellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
