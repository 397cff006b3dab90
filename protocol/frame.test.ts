// Frames come out as they went in; what is no frame is refused.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';

it('decodes what it encoded', () => {
  const frames = fc.record<Frame>({
    kind: fc.constantFrom('output', 'snapshot'),
    ch: fc.integer({ min: 0, max: 0xffff }),
    offset: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    bytes: fc.uint8Array(),
  });
  fc.assert(
    fc.property(frames, (frame) => {
      const { buffer } = encodeFrame(frame);
      expect(decodeFrame(buffer as ArrayBuffer)).toEqual(frame);
    }),
  );
});

it('refuses what has no header or an unknown kind', () => {
  expect(() => decodeFrame(new ArrayBuffer(11))).toThrow(/no header/);
  expect(() => decodeFrame(new Uint8Array(12).fill(9).buffer)).toThrow(/unknown kind 9/);
});
