// A terminal's screen as bytes, exact to what its user sees and what its next output would do. Changes nothing.
import { Writer } from './bytes.ts';
import type { Core } from './core.ts';
import { writeLine } from './lines.ts';
import { BUFFER_NAMES, LinkNumbers, type RowRange } from './links.ts';
import { readState } from './state.ts';

/** First byte of a screen; raised when its form changes. */
export const SCREEN_VERSION = 2;

/** Rows of which buffer a screen has: both with all that was scrolled out, or only what is in view. */
export const KINDS = ['whole', 'viewport'] as const;
export type ScreenKind = (typeof KINDS)[number];

/**
 * Form: version; kind; the state as JSON text (state.ts); the OSC 8 links (links.ts); the number of rows of the normal
 * buffer and the rows (lines.ts), then the same of the alternate buffer. A viewport has the rows of the shown buffer
 * only. Numbers and texts are those of bytes.ts.
 *
 * Terminals that show and would do the same give the same bytes. Left out on purpose: what is selected, how far back
 * its user has scrolled, focus, size of type and theme; and what is half read of a sequence or a character, which
 * tail.ts finds. A viewport is for a page to draw at once, so it never says that output is synchronized (?2026). A
 * page that has waited a second for the end of it draws by itself (xterm's own limit) and then says so too, no more.
 */
export function captureScreen(core: Core, kind: ScreenKind): Uint8Array {
  const links = new LinkNumbers(core);
  const { normal, alt, active } = core._bufferService.buffers;
  const rangeOf = (buffer: typeof normal): RowRange => {
    const from = kind === 'whole' ? 0 : buffer.ybase;
    // An alternate buffer that is not shown has no rows: it is empty whenever it is turned to.
    const shown = kind === 'whole' || buffer === active;
    return { from, count: shown ? buffer.lines.length - from : 0 };
  };
  const ranges = { normal: rangeOf(normal), alt: rangeOf(alt) };
  const rows = new Writer();
  for (const name of BUFFER_NAMES) {
    const { lines } = core._bufferService.buffers[name];
    const { from, count } = ranges[name];
    rows.number(count);
    for (let y = from; y < from + count; y++) writeLine(rows, lines.get(y)!, links.of);
  }
  const state = readState(core, links.of);
  if (kind === 'viewport') state.privateModes.synchronizedOutput = false;
  const out = new Writer();
  out.byte(SCREEN_VERSION);
  out.byte(KINDS.indexOf(kind));
  out.text(JSON.stringify(state));
  links.write(out, ranges);
  out.rest(rows.done());
  return out.done();
}
