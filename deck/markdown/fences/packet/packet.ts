// ```packet src=bpf/… region=NAME``` becomes a packet's bytes beside the real code that reads them.
// It is a fault when the slide marks other bytes than the function reads.

import { readRegion } from '../../region.ts';
import type { Fence, FenceKind, SlideScope } from '../fence.ts';
import { type Row, readPacket } from './bytes.ts';
import { type Beside, renderPacket } from './html.ts';
import { findReads, type PacketRead } from './reads.ts';

/** The height of a row of cells, in lines of code; each leader runs straight from its line to its row. */
const ROW_LINES = 5;
/** How many lines of code fit between title and footer. */
const MOST_LINES = 19;

export const packetFence: FenceKind = {
  names: ['packet'],
  options: { src: 'required', region: 'required' },
  body: 'text',
  loads: ['theme/layers.css', 'theme/packet.css'],
  render(fence, scope) {
    const src = fence.options.get('src')!;
    const region = fence.options.get('region')!;
    const rows = readPacket(fence.body, fence.line + 1, scope.report);
    const code = readRegion({ src, region }, fence, scope)?.lines.join('\n');
    if (!rows || code === undefined) return '';
    const reads = matchReads(code, rows, fence, scope);
    if (!reads || !fits(code, reads, fence, scope)) return '';
    const parts: Beside[] = rows.map((row, index) => ({
      row,
      read: reads[index]!,
      fragment: scope.nextFragment(),
    }));
    return renderPacket(code, { src, region }, parts);
  },
};

/** The read of each row, or undefined after reporting all differences between the slide and the source. */
function matchReads(code: string, rows: Row[], fence: Fence, scope: SlideScope): PacketRead[] | undefined {
  const region = fence.options.get('region')!;
  const { reads, unclear } = findReads(code);
  let same = true;
  const fault = (line: number, what: string, fix: string) => {
    same = false;
    scope.report(line, what, fix);
  };
  for (const { text, line } of unclear) {
    const fix = 'write the offset as a number, so that the slide can show its byte';
    fault(fence.line, `line ${line} of ${region} reads at "${text}"`, fix);
  }
  const matched = rows.map(({ mark }) => {
    const read = reads.find(({ offset }) => offset === mark.offset);
    const there = reads.map(({ offset }) => offset).join(', ') || 'no offset';
    if (!read) {
      const what = `${region} no longer reads at ${mark.offset}, which is marked here`;
      fault(mark.line, what, `it reads at ${there}; move the brackets or fix the code`);
    } else if (read.width !== undefined && read.width !== mark.bytes.length) {
      const what = `line ${read.from} of ${region} reads ${read.width} at ${mark.offset}`;
      fault(
        mark.line,
        `${what}, but the brackets have ${mark.bytes.length}`,
        `put ${read.width} in brackets`,
      );
    }
    return read;
  });
  for (const read of reads) {
    if (matched.includes(read)) continue;
    const again = rows.some(({ mark }) => mark.offset === read.offset);
    const fix = again ? 'read it once' : `put the byte at ${read.offset} in brackets, or remove the read`;
    const what = `line ${read.from} of ${region} reads at ${read.offset}`;
    fault(fence.line, again ? `${what} again` : `${what}, which is not marked`, fix);
  }
  return same ? (matched as PacketRead[]) : undefined;
}

/** Rows are at the height of their line of code, so the reads must be in order and far enough apart. */
function fits(code: string, reads: PacketRead[], fence: Fence, scope: SlideScope): boolean {
  const count = code.split('\n').length;
  if (count > MOST_LINES) {
    const what = `${fence.options.get('region')} has ${count} lines, but ${MOST_LINES} fit beside a packet`;
    scope.report(fence.line, what, 'shorten it');
    return false;
  }
  for (const [index, { from, offset }] of reads.entries()) {
    const before = reads[index - 1];
    if (!before || from - before.from >= ROW_LINES) continue;
    const what = `the reads at ${before.offset} and ${offset} are on lines ${before.from} and ${from}`;
    scope.report(
      fence.line,
      what,
      `put them at least ${ROW_LINES} lines apart, the height of a row of cells, in order`,
    );
    return false;
  }
  return true;
}
