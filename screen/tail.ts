// The unfinished end of a terminal's output: the start of an escape sequence or of a character.
import type { Core } from './fields.ts';
import { encodeText, heldBytes } from './utf8.ts';

/** xterm's ParserState, in which these numbers stand since 3.x. */
export const GROUND = 0;
const ESCAPE = 1;
const ESCAPE_INTERMEDIATE = 2;
const SOS_PM_STRING = 7;
const OSC_STRING = 8;
const DCS = { first: 9, last: 13 } as const;

const ESC = 0x1b;

/**
 * How far back the start of a sequence is looked for, in bytes. Titles, links and colours are shorter; longer strings
 * are pictures and clipboard contents, which these terminals don't support.
 */
export const TAIL_BYTES = 64 * 1024;

/**
 * The bytes to write after a captured screen, so that the next output is read as it was meant: from the start of an
 * unfinished escape sequence (ECMA-48 5.4, 5.6) or of an unfinished UTF-8 character (RFC 3629). Control characters
 * inside a sequence have already taken effect and are left out. When the start is further back than `recent`, a
 * sequence without effect that ends at the same byte takes its place: a title, link or command of more than
 * {@link TAIL_BYTES} takes effect in the terminal that has read all of it, but not in a copy made halfway.
 * @param recent returns the newest {@link TAIL_BYTES} of the output; called only when something is unfinished.
 */
export function unfinishedTail(core: Core, recent: () => Uint8Array): Uint8Array {
  const { _parser, _utf8Decoder } = core._inputHandler;
  const state = _parser.currentState;
  if (state === GROUND) return heldBytes(_utf8Decoder.interim);
  const bytes = recent();
  const start = lastOpener(bytes);
  if (start < 0) return Uint8Array.of(...standIn(state), ...heldBytes(_utf8Decoder.interim));
  const tail = bytes.slice(start);
  const inString =
    state === OSC_STRING || state === SOS_PM_STRING || (state >= DCS.first && state <= DCS.last);
  return inString ? tail : tail.filter((byte, i) => i === 0 || byte >= 0x20);
}

/**
 * Where the last ESC is, or the last C1 control that starts a sequence, in UTF-8 (DCS 90, SOS 98, CSI 9b, OSC 9d, PM 9e,
 * APC 9f). An ESC inside a sequence starts a new one, so the last one is the one that is unfinished.
 */
function lastOpener(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] === ESC) return at;
    if (bytes[at] === 0xc2 && [0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f].includes(bytes[at + 1] ?? 0)) return at;
  }
  return -1;
}

/** The start of a sequence without effect that ends where a sequence in this parser state ends. */
function standIn(state: number): Uint8Array {
  if (state === ESCAPE) return encodeText('\x1b');
  if (state === OSC_STRING) return encodeText('\x1b]7777;');
  if (state === SOS_PM_STRING) return encodeText('\x1bX');
  if (state >= DCS.first && state <= DCS.last) return encodeText('\x1bP$~');
  // ESC with two intermediates that mean nothing; CSI with a second `?`, which makes a terminal ignore it.
  return encodeText(state === ESCAPE_INTERMEDIATE ? '\x1b%!' : '\x1b[0?');
}
