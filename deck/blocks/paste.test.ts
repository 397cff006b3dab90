import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sanitisePaste } from './paste.ts';

test('the end of a bracketed paste cannot be pasted', () => {
  expect(sanitisePaste('ls\u001b[201~\rrm -rf x\r')).toBe('ls[201~\rrm -rf x\r');
  expect(sanitisePaste('a\u009b201~b')).toBe('a201~b');
});

test('Ctrl-C, bell and delete are removed; tabs, line ends and other scripts stay', () => {
  expect(sanitisePaste('a\u0003\u0007\u007fb\tc\r\nd 🔔 é 中')).toBe('ab\tc\r\nd 🔔 é 中');
});

test('no control character survives', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const char of sanitisePaste(text)) {
        const code = char.codePointAt(0)!;
        expect(code >= 32 || code === 9 || code === 10 || code === 13).toBe(true);
        expect(code >= 0x7f && code <= 0x9f).toBe(false);
      }
    }),
  );
});
