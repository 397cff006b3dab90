// Where a stream may be cut: every prefix of real sequences.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unfinishedTail } from './tail.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const tail = (text: string) => new TextDecoder('latin1').decode(unfinishedTail(bytes(text)));

describe('unfinishedTail', () => {
  it.each([
    ['plain', ''],
    ['a\x1b', '\x1b'],
    ['a\x1b[', '\x1b['],
    ['a\x1b[38;5', '\x1b[38;5'],
    ['a\x1b[31mred', ''],
    ['a\x1b]0;title', '\x1b]0;title'],
    ['a\x1b]0;title\x07b', ''],
    ['a\x1b]0;title\x1b', '\x1b]0;title\x1b'],
    ['a\x1b]0;title\x1b\\b', ''],
    ['a\x1bP1$r', '\x1bP1$r'],
    ['a\x1b(', '\x1b('],
    ['a\x1b(Bb', ''],
    ['a\x1b7', ''],
  ])('%j leaves %j', (text, rest) => {
    expect(tail(text)).toBe(rest);
  });

  it('leaves an unfinished character, and only that', () => {
    const bell = bytes('ab🔔');
    for (let cut = 3; cut < 6; cut++)
      expect(unfinishedTail(bell.subarray(0, cut))).toEqual(bell.subarray(2, cut));
    expect(unfinishedTail(bell)).toEqual(new Uint8Array());
  });

  it('is always an end of what it was given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (data) => {
        const rest = unfinishedTail(data);
        expect(rest).toEqual(data.subarray(data.length - rest.length));
      }),
    );
  });
});
