// Output is read back as it was added, from any place; what is gone is undefined.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HISTORY_BYTES, History } from './history.ts';

it('returns the output from any offset, all of it or nothing', () => {
  const sizes = fc.array(fc.oneof(fc.nat(50), fc.nat(2 * HISTORY_BYTES)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(sizes, fc.nat(3 * HISTORY_BYTES), (sizes, back) => {
      const history = new History();
      const all: number[] = [];
      for (const size of sizes) {
        const bytes = Uint8Array.from({ length: size }, (_, i) => (all.length + i * 7) % 251);
        history.add(bytes);
        for (const byte of bytes) all.push(byte);
      }
      expect(history.end).toBe(all.length);
      const offset = Math.max(0, all.length - back);
      const got = history.since(offset);
      if (back > HISTORY_BYTES && all.length > HISTORY_BYTES) expect(got).toBeUndefined();
      else expect(Buffer.from(got!).equals(Buffer.from(all.slice(offset)))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

it('has nothing beyond its end', () => {
  const history = new History();
  history.add(new Uint8Array(10));
  expect(history.since(10)).toHaveLength(0);
  expect(history.since(11)).toBeUndefined();
});
