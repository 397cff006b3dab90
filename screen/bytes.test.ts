// Numbers and texts come back as they were written, and damaged bytes are refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reader, Writer } from './bytes.ts';

describe('Writer and Reader', () => {
  it('give back every number and text', () => {
    const items = fc.array(fc.oneof(fc.nat({ max: 0xffff_ffff }), fc.string({ unit: 'grapheme' })));
    fc.assert(
      fc.property(items, (values) => {
        const out = new Writer();
        for (const value of values) typeof value === 'number' ? out.number(value) : out.text(value);
        const from = new Reader(out.done());
        const read = values.map((value) => (typeof value === 'number' ? from.number() : from.text()));
        expect(read).toEqual(values);
        expect(from.left).toBe(0);
      }),
    );
  });

  it('grow with what is written', () => {
    const out = new Writer();
    const block = new Uint8Array(20_000).fill(7);
    out.block(block);
    out.byte(9);
    const from = new Reader(out.done());
    expect(from.block()).toEqual(block);
    expect(from.byte()).toBe(9);
  });

  it.each([
    ['an end inside a number', [0x80], 'ends too early'],
    ['a number of more than 32 bits', [0xff, 0xff, 0xff, 0xff, 0x1f], 'more than 32 bits'],
    ['a number without end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 'more than 32 bits'],
  ])('refuse %s', (_, bytes, fault) => {
    expect(() => new Reader(Uint8Array.from(bytes)).number()).toThrow(fault);
  });

  it('refuse a text that is longer than what is left, and one that is no UTF-8', () => {
    expect(() => new Reader(Uint8Array.of(5, 0x61)).text()).toThrow('ends too early');
    expect(() => new Reader(Uint8Array.of(1, 0xff)).text()).toThrow();
  });
});
