// Corrects what xterm 6.0.0 does wrong with output and what would set a server and its pages apart. Not for other versions.
import type { Core } from './core.ts';
import { heldBytes } from './utf8.ts';

/** Call it once, before a terminal's first output. */
export function correct(core: Core): void {
  correctDecoder(core);
  correctErase(core);
  forgetLinksOnReset(core);
}

/**
 * A character that is cut behind a byte 0x80 is lost (xterm.js #6003, fixed after 6.0.0): the dashes and quotes of
 * U+2000 to U+203F, CJK punctuation, emoji. A server and its pages read the same output in other pieces, so they would
 * show different screens. With this the bytes of an unfinished character are put before the next piece, and the part
 * of xterm's decoder that is wrong is never reached. At most 3 bytes wait, in its own `interim`.
 */
function correctDecoder(core: Core): void {
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

/**
 * Erasing up to the cursor (CSI 1 J) throws when the cursor is in the last column of the last row there is; the
 * terminal then takes no output any more. Everything up to there is the whole screen, so that is erased (CSI 2 J).
 */
function correctErase(core: Core): void {
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
 * A full reset (RIS) throws the buffers away but keeps their links: those stay known for ever, and keep a new link of
 * the same `id=` from being bound to its row.
 */
function forgetLinksOnReset(core: Core): void {
  const { buffers } = core._bufferService;
  let { normal } = buffers;
  buffers.onBufferActivate(() => {
    if (buffers.normal === normal) return;
    ({ normal } = buffers);
    core._oscLinkService._dataByLinkId.clear();
    core._oscLinkService._entriesWithId.clear();
  });
}
