// The bytes fence.
import { expect, test } from 'vitest';
import { body, faults } from '../sample.ts';

test('a row has cells, marked cells and its meaning', async () => {
  expect(await body('```bytes\n[b7] 00 r0 = <0>\n08\n```')).toMatchInlineSnapshot(`
    "<div class="bytes"><div class="bytes-row"><span class="byte read">b7</span><span class="byte">00</span><span class="bytes-meaning">r0 = &lt;0&gt;</span></div><div class="bytes-row"><span class="byte">08</span></div></div>
    "
  `);
});

test('a row without bytes is a fault at its own line', async () => {
  expect(await faults('```bytes\n00 01\n0x08\n```')).toMatchInlineSnapshot(`
    [
      "slides/01.md:3: cannot read the bytes "0x08"; write two hexadecimal digits per byte, [b7] for a marked byte, then the meaning",
    ]
  `);
});
