// Where a stream was cut: the output at its end that a terminal has not finished reading. Parses no meaning.
import type { Core } from './core.ts';
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
 * How far back the beginning of a sequence is looked for, in bytes. Titles, links and colours are shorter; longer
 * strings are pictures and clipboards, which these terminals don't show.
 */
export const TAIL_BYTES = 64 * 1024;

/**
 * The bytes to write behind a captured screen, so that the output which comes next is read as it was meant: from the
 * beginning of an unfinished escape sequence (ECMA-48 5.4, 5.6) or of an unfinished UTF-8 character (RFC 3629).
 * Control characters that a terminal obeys inside a sequence have been obeyed and are left out. For a sequence whose
 * beginning is not in `recent` there is one of no meaning, that ends where it ends; so a title, a link or a command of
 * more than {@link TAIL_BYTES} is obeyed by the terminal that has read all of it, and by no copy made halfway.
 * @param recent the newest output, {@link TAIL_BYTES} of it; asked for only when something is unfinished.
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
 * The newest ESC, or C1 control that begins a sequence, in UTF-8 (DCS 90, SOS 98, CSI 9b, OSC 9d, PM 9e, APC 9f). An
 * ESC inside a sequence begins another one, so the newest is the one that is unfinished.
 */
function lastOpener(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] === ESC) return at;
    if (bytes[at] === 0xc2 && [0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f].includes(bytes[at + 1] ?? 0)) return at;
  }
  return -1;
}

/** A beginning that ends where the sequence of this state ends and that no terminal obeys. */
function standIn(state: number): Uint8Array {
  if (state === ESCAPE) return encodeText('\x1b');
  if (state === OSC_STRING) return encodeText('\x1b]7777;');
  if (state === SOS_PM_STRING) return encodeText('\x1bX');
  if (state >= DCS.first && state <= DCS.last) return encodeText('\x1bP$~');
  // ESC with two intermediates that mean nothing; CSI with a second `?`, which makes it one to be ignored.
  return encodeText(state === ESCAPE_INTERMEDIATE ? '\x1b%!' : '\x1b[0?');
}
