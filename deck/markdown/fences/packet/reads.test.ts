// Where a function reads a packet.
import { expect, test } from 'vitest';
import { findReads } from './reads.ts';

test('offset, width, lines of the check, and column of the number', () => {
  const code = [
    'fn f() {',
    '    let kind: u16 = ptr_at(&ctx, 12)?;',
    '    if kind != 8 {',
    '        return;',
    '    }',
    '',
    '    let one = ptr_at::<u8>(ctx, 23)?;',
    '    let any = ptr_at(&ctx, 34)?;',
    '}',
  ].join('\n');
  expect(findReads(code)).toEqual({
    reads: [
      { offset: 12, width: 2, from: 2, to: 5, column: 33 },
      { offset: 23, width: 1, from: 7, to: 7, column: 32 },
      { offset: 34, width: undefined, from: 8, to: 8, column: 27 },
    ],
    unclear: [],
  });
});

test('a call over several lines counts at its offset; comments and names instead of offsets do not count', () => {
  const code = 'let x: u32 = ptr_at(\n    &ctx,\n    30,\n);\n// ptr_at(&ctx, 40)\nptr_at(&ctx, ETH + 9);';
  expect(findReads(code)).toEqual({
    reads: [{ offset: 30, width: 4, from: 3, to: 3, column: 4 }],
    unclear: [{ text: 'ETH + 9', line: 6 }],
  });
});
