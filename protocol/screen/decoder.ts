// Mends how xterm 6.0.0 reads UTF-8 that is cut between two writes. Decodes nothing itself.
import type { Core } from './core.ts';

/**
 * xterm 6.0.0 loses a character that is cut behind a byte 0x80 (xterm.js #6003, mended after 6.0.0): the dashes and
 * quotes of U+2000 to U+203F, CJK punctuation, emoji. A server and its pages read the same output in other pieces, so
 * they would show different screens. With this the bytes of an unfinished character are put before the next piece,
 * and the part of xterm's decoder that is wrong is never reached. At most 3 bytes wait, in its own `interim`.
 */
export function mendDecoder(core: Core): void {
  const decoder = core._inputHandler._utf8Decoder;
  const decode = decoder.decode.bind(decoder);
  decoder.decode = (input, target) => {
    const held = heldBytes(decoder.interim);
    if (held.length === 0 || input.length === 0) return decode(input, target);
    decoder.clear();
    // No more characters than `input` has bytes, which is what `target` has room for: those held are not a whole one.
    const joined = new Uint8Array(held.length + input.length);
    joined.set(held);
    joined.set(input, held.length);
    return decode(joined, target);
  };
}

/** The bytes of an unfinished character, a copy. No byte of a character of more than one is 0. */
export function heldBytes(interim: Uint8Array): Uint8Array {
  const end = interim.indexOf(0);
  return interim.slice(0, end < 0 ? interim.length : end);
}
