// Binary frames from server to page: a small header and terminal bytes. Not the control messages.

/** `output` continues the stream at `offset`; `snapshot` replaces the whole terminal and stands at `offset`. */
export type Frame = { kind: 'output' | 'snapshot'; ch: number; offset: number; bytes: Uint8Array };

/** Bytes before the payload: u8 kind, u8 reserved, u16 channel, u64 offset, all big-endian (network order). */
export const FRAME_HEADER_BYTES = 12;

const KINDS = ['output', 'snapshot'] as const;

export function encodeFrame(frame: Frame): Uint8Array {
  const out = new Uint8Array(FRAME_HEADER_BYTES + frame.bytes.length);
  const view = new DataView(out.buffer);
  view.setUint8(0, KINDS.indexOf(frame.kind));
  view.setUint16(2, frame.ch);
  view.setBigUint64(4, BigInt(frame.offset));
  out.set(frame.bytes, FRAME_HEADER_BYTES);
  return out;
}

/** @throws Error when the frame is shorter than its header or of an unknown kind. */
export function decodeFrame(data: ArrayBuffer): Frame {
  if (data.byteLength < FRAME_HEADER_BYTES)
    throw new Error(`frame of ${data.byteLength} bytes has no header`);
  const view = new DataView(data);
  const kind = KINDS[view.getUint8(0)];
  if (!kind) throw new Error(`frame of unknown kind ${view.getUint8(0)}`);
  return {
    kind,
    ch: view.getUint16(2),
    offset: Number(view.getBigUint64(4)),
    bytes: new Uint8Array(data, FRAME_HEADER_BYTES),
  };
}
