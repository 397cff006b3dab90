// Frames: encoded and decoded unchanged; anything that is not a frame is refused.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeFrame, encodeFrame, FRAME_HEADER_BYTES, type Frame } from './frame.ts';

it('decodes what it encoded', () => {
  const frames = fc.record<Frame>({
    kind: fc.constantFrom('output', 'whole', 'viewport'),
    ch: fc.integer({ min: 0, max: 0xffff }),
    seq: fc.integer({ min: 0, max: 0xffff_ffff }),
    offset: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    bytes: fc.uint8Array(),
    tail: fc.uint8Array(),
  });
  fc.assert(
    fc.property(frames, (frame) => {
      expect(decodeFrame(encodeFrame(frame).buffer)).toEqual(frame);
    }),
  );
});

it('refuses a frame without a header, with an unknown kind, or shorter than its tail', () => {
  expect(() => decodeFrame(new ArrayBuffer(FRAME_HEADER_BYTES - 1))).toThrow(/no header/);
  expect(() => decodeFrame(new Uint8Array(FRAME_HEADER_BYTES).fill(9).buffer)).toThrow(/unknown kind 9/);
  const cut = encodeFrame({
    kind: 'whole',
    ch: 0,
    seq: 1,
    offset: 0,
    bytes: new Uint8Array(3),
    tail: new Uint8Array(5),
  });
  expect(() => decodeFrame(cut.buffer.slice(0, FRAME_HEADER_BYTES + 4))).toThrow(
    /too short for a tail of 5 bytes/,
  );
});
