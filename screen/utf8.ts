// UTF-8 to and from text, by the WHATWG's Encoding, which browsers and Node both have.
const { TextEncoder, TextDecoder } = globalThis as unknown as {
  TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
  TextDecoder: new (
    label: 'utf-8',
    options: { fatal: boolean; ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
};

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** @throws TypeError for bytes that are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** A copy of the bytes that xterm's decoder holds of an unfinished character; the rest of `interim` is 0. */
export function heldBytes(interim: Uint8Array): Uint8Array {
  const end = interim.indexOf(0);
  return interim.slice(0, end < 0 ? interim.length : end);
}
