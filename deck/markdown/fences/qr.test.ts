// The QR fence, read back by another library than the one that drew it.
import jsqr from 'jsqr';
import { expect, it } from 'vitest';
import { body, faults, talk } from '../sample.ts';

it('can be read', async () => {
  const html = await body('```qr\n```');
  const size = Number(/viewBox="0 0 (\d+) /.exec(html)![1]);
  const scale = 4;
  const width = size * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, length] of html.matchAll(/M(\d+) (\d+)h(\d+)v1h/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
      const from = row * width + Number(x) * scale;
      for (let pixel = from; pixel < from + Number(length) * scale; pixel++) {
        pixels.fill(0, pixel * 4, pixel * 4 + 3);
      }
    }
  }
  const read = jsqr(pixels, width, width);
  expect(read?.data).toBe(talk.address);
  expect(html).toContain('<p>example.com/sample</p>');
});

it('needs an address', async () => {
  const { address } = talk;
  talk.address = undefined;
  try {
    expect(await faults('# One\n\n```qr\n```')).toEqual([
      "slides/01.md:3: there is no address for the QR code; add address: 'https://…' to slides/talk.ts, or remove the fence",
    ]);
  } finally {
    talk.address = address;
  }
});
