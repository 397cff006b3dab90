// A terminal's screen as bytes, exact to what its user sees and what its next output would do. Changes nothing.
import { Writer } from './bytes.ts';
import type { Core } from './core.ts';
import { writeLine } from './lines.ts';
import { readState } from './state.ts';

/** First byte of a screen; raised when its form changes. */
export const SCREEN_VERSION = 1;

/** Rows of which buffer a screen has: both with all that was scrolled out, or only what is in view. */
export const KINDS = ['whole', 'viewport'] as const;
export type ScreenKind = (typeof KINDS)[number];

/**
 * Form: version; kind; the state as JSON text (state.ts); the number of OSC 8 links and for each its `id=` (empty for
 * none) and its URI; the number of rows of the normal buffer and the rows (lines.ts), then the same of the alternate
 * buffer. A viewport has the rows of the shown buffer only. Numbers and texts are those of bytes.ts.
 *
 * Terminals that show and would do the same give the same bytes: links are numbered in the order in which they are
 * met. Left out on purpose: what is selected, how far back its user has scrolled, focus, size of type and theme; and
 * what is half read of a sequence or a character, which tail.ts finds.
 */
export function captureScreen(core: Core, kind: ScreenKind): Uint8Array {
  const links = new Map<number, number>();
  const link = (id: number) => {
    if (id === 0) return 0;
    const known = links.get(id) ?? links.size + 1;
    links.set(id, known);
    return known;
  };
  const { normal, alt, active } = core._bufferService.buffers;
  const rows = new Writer();
  for (const buffer of [normal, alt]) {
    const shown = kind === 'whole' || buffer === active;
    const from = kind === 'whole' ? 0 : buffer.ybase;
    // An alternate buffer that is not shown has no rows: it is empty whenever it is turned to.
    const to = shown ? buffer.lines.length : from;
    rows.number(to - from);
    for (let y = from; y < to; y++) writeLine(rows, buffer.lines.get(y)!, link);
  }
  const state = JSON.stringify(readState(core, link));
  const out = new Writer();
  out.byte(SCREEN_VERSION);
  out.byte(KINDS.indexOf(kind));
  out.text(state);
  out.number(links.size);
  for (const id of links.keys()) {
    const data = core._oscLinkService._dataByLinkId.get(id)?.data;
    out.text(data?.id ?? '');
    out.text(data?.uri ?? '');
  }
  out.rest(rows.done());
  return out.done();
}
