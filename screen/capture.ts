// A terminal's screen as bytes: exactly what its user sees, and what its next output will do (README.md).
import { Writer } from './bytes.ts';
import type { Core } from './fields.ts';
import { writeLine } from './lines.ts';
import { BUFFER_NAMES, LinkNumbers, type RowRange } from './links.ts';
import { readState } from './state.ts';

/** First byte of a screen; raised when its form changes. */
export const SCREEN_VERSION = 2;

/** Which rows a screen holds: both buffers with the scrollback, or only the rows in view. */
export const KINDS = ['whole', 'viewport'] as const;
export type ScreenKind = (typeof KINDS)[number];

/**
 * The bytes of a terminal's screen, in the form that README.md describes; the terminal is not changed. Terminals that
 * show the same and would do the same give the same bytes.
 *
 * A viewport is drawn by its page at once, so it never has output synchronized (?2026): a page would wait for its end.
 */
export function captureScreen(core: Core, kind: ScreenKind): Uint8Array {
  const links = new LinkNumbers(core);
  const { normal, alt, active } = core._bufferService.buffers;
  const rangeOf = (buffer: typeof normal): RowRange => {
    const from = kind === 'whole' ? 0 : buffer.ybase;
    // A hidden alternate buffer has no rows: xterm empties it when it is left.
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
