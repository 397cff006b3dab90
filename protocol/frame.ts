// Binary frames from server to page: a small header, and a terminal's output or screen.

/**
 * `output` continues the stream at `offset`. `whole` replaces the whole terminal, and output continues at `offset`.
 * `viewport` replaces the screen but not the rows above it, so output can't continue after it.
 */
export type Frame = {
  kind: 'output' | 'whole' | 'viewport';
  ch: number;
  /** Counts the frames of one socket from 1; the page acknowledges this number. 32 bits last for years. */
  seq: number;
  /** Position in the session's output, in bytes: of the first byte of `output`, or after all that a screen shows. */
  offset: number;
  /** Output, or a screen in the form of `screen/capture.ts`. */
  bytes: Uint8Array;
  /** With a screen: the output before `offset` that is incomplete, such as the beginning of an escape sequence. */
  tail: Uint8Array;
};

/** Bytes before the payload: u8 kind, u16 channel, u32 seq, u64 offset, u32 tail; network order. */
export const FRAME_HEADER_BYTES = 19;

const KINDS = ['output', 'whole', 'viewport'] as const;

export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const { bytes, tail } = frame;
  const out = new Uint8Array(FRAME_HEADER_BYTES + bytes.length + tail.length);
  const view = new DataView(out.buffer);
  view.setUint8(0, KINDS.indexOf(frame.kind));
  view.setUint16(1, frame.ch);
  view.setUint32(3, frame.seq);
  view.setBigUint64(7, BigInt(frame.offset));
  view.setUint32(15, tail.length);
  out.set(bytes, FRAME_HEADER_BYTES);
  out.set(tail, FRAME_HEADER_BYTES + bytes.length);
  return out;
}

/** @throws Error when the kind is unknown, or the frame is too short for its header or tail. */
export function decodeFrame(data: ArrayBuffer): Frame {
  if (data.byteLength < FRAME_HEADER_BYTES)
    throw new Error(`frame of ${data.byteLength} bytes has no header`);
  const view = new DataView(data);
  const kind = KINDS[view.getUint8(0)];
  if (!kind) throw new Error(`frame of unknown kind ${view.getUint8(0)}`);
  const payload = data.byteLength - FRAME_HEADER_BYTES;
  const tail = view.getUint32(15);
  if (tail > payload) throw new Error(`frame of ${payload} bytes is too short for a tail of ${tail} bytes`);
  return {
    kind,
    ch: view.getUint16(1),
    seq: view.getUint32(3),
    offset: Number(view.getBigUint64(7)),
    bytes: new Uint8Array(data, FRAME_HEADER_BYTES, payload - tail),
    tail: new Uint8Array(data, FRAME_HEADER_BYTES + payload - tail),
  };
}
