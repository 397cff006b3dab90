// Corrections of faults in xterm 6.0.0 that would set server and pages apart, by upstream issue.
// Each test beside this file shows first that plain 6.0.0 still has the fault; delete a correction when it no longer does.
import type { Core } from './fields.ts';
import { heldBytes } from './utf8.ts';

/** Call it once per terminal, before its first output. */
export function correct(core: Core): void {
  issue6003CutCharacter(core);
  issue5587EraseToLastCell(core);
  unreportedResetKeepsLinks(core);
}

/**
 * xterm.js #6003 (fixed after 6.0.0 by #6004): a UTF-8 character is lost when output is cut right after a byte 0x80.
 * That hits the dashes and quotes of U+2000 to U+203F, CJK punctuation and emoji. A server and its pages read the same
 * output in different pieces, so they would show different screens. Here the bytes of an unfinished character are put
 * in front of the next piece, so xterm's faulty branch is never reached. At most 3 bytes wait, in its own `interim`.
 */
function issue6003CutCharacter(core: Core): void {
  const decoder = core._inputHandler._utf8Decoder;
  const decode = decoder.decode.bind(decoder);
  decoder.decode = (input, target) => {
    const held = heldBytes(decoder.interim);
    if (held.length === 0 || input.length === 0) return decode(input, target);
    decoder.clear();
    // `target` has room for `input.length` characters; that is enough, since the held bytes are less than one.
    const joined = new Uint8Array(held.length + input.length);
    joined.set(held);
    joined.set(input, held.length);
    return decode(joined, target);
  };
}

/**
 * xterm.js #5587 (fixed after 6.0.0 by #5590): erasing up to the cursor (CSI 1 J) throws when the cursor is in the last
 * column of the buffer's last row, and the terminal stops reading output. Up to there is the whole screen, so the
 * whole screen is erased instead (CSI 2 J).
 */
function issue5587EraseToLastCell(core: Core): void {
  const { _inputHandler: handler, _bufferService: service, coreService } = core;
  const erase = handler.eraseInDisplay.bind(handler);
  handler.eraseInDisplay = (params, respectProtect) => {
    const { x, y, scrollTop, scrollBottom, lines } = service.buffers.active;
    const row = coreService.decPrivateModes.origin ? Math.min(scrollBottom, Math.max(scrollTop, y)) : y;
    const all = params.params[0] === 1 && x + 1 >= service.cols && row + 1 >= lines.length;
    return erase(all ? { params: [2] } : params, respectProtect);
  };
}

/**
 * Found no upstream issue; still so on xterm.js's master of July 2026: a full reset (RIS) throws the buffers away but
 * keeps their OSC 8 links. Those are never forgotten, and a new link of the same `id=` joins the old entry, whose rows
 * are gone.
 */
function unreportedResetKeepsLinks(core: Core): void {
  const { buffers } = core._bufferService;
  let { normal } = buffers;
  buffers.onBufferActivate(() => {
    if (buffers.normal === normal) return;
    ({ normal } = buffers);
    core._oscLinkService._dataByLinkId.clear();
    core._oscLinkService._entriesWithId.clear();
  });
}
