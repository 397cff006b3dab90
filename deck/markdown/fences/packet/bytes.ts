// Reads the body of a packet fence: bytes with their layer, which of them the code reads, and their meaning.
import { oneOf, type Report } from '../../fault.ts';

/** The layers that the theme has a colour for: CSS class, and name on the slide. */
const LAYERS = { ethernet: 'Ethernet', ipv4: 'IPv4', icmp: 'ICMP' } as const;
export type Layer = keyof typeof LAYERS;

export function layerName(layer: Layer): string {
  return LAYERS[layer];
}

/** Bytes per row; with 14 the first row is exactly the Ethernet header. */
export const ROW = 14;

/** Neighbouring bytes of one layer in one row. */
export type Run = {
  layer: Layer;
  /** Offset of the first byte. */
  offset: number;
  /** Two hexadecimal digits per byte. */
  bytes: string[];
  mark: Mark | undefined;
};

/** The bytes in brackets, which the code must read. */
export type Mark = { layer: Layer; offset: number; bytes: string[]; means: string; line: number };

/** Up to 14 bytes with exactly one mark. */
export type Row = { runs: Run[]; mark: Mark };

const BYTES =
  /^(?:[0-9a-f]{2}\s+)*(?:\[[0-9a-f]{2}(?:\s+[0-9a-f]{2})*\](?:\s+|$))?(?:[0-9a-f]{2}(?:\s+|$))*$/;

/**
 * Reads lines such as `ipv4: 45 00 [01] 3c | 01 is ICMP`, one run per line; runs fill rows of 14 bytes.
 * @returns undefined after reporting faults, each at its line.
 */
export function readPacket(body: string, firstLine: number, report: Report): Row[] | undefined {
  let faulty = false;
  const fault = (line: number, what: string, fix: string) => {
    faulty = true;
    report(line, what, fix);
  };
  const rows: { runs: Run[]; marks: Mark[]; line: number }[] = [];
  let offset = 0;
  for (const [index, text] of body.replace(/\s+$/, '').split('\n').entries()) {
    const line = firstLine + index;
    const run = readRun(text, line, offset, fault);
    if (!run) continue;
    if (offset % ROW === 0) rows.push({ runs: [], marks: [], line });
    const row = rows.at(-1)!;
    const room = ROW - (offset % ROW);
    if (run.bytes.length > room) {
      const fix = `put only ${room} on this line, and the rest on the next`;
      fault(line, `${run.bytes.length} bytes, but this row of ${ROW} has room for ${room}`, fix);
      return undefined;
    }
    row.runs.push(run);
    if (run.mark) row.marks.push(run.mark);
    offset += run.bytes.length;
  }
  for (const { marks, line } of rows) {
    if (marks.length === 1) continue;
    const what = marks.length ? `${marks.length} marks in one row of ${ROW} bytes` : 'a row without a mark';
    fault(line, what, 'put brackets around the bytes that the code reads, once per row');
  }
  return faulty ? undefined : rows.map(({ runs, marks }) => ({ runs, mark: marks[0]! }));
}

function readRun(text: string, line: number, offset: number, fault: Report): Run | undefined {
  const match = /^\s*(\w+)\s*:\s*([^|]*?)\s*(?:\|\s*(.*?)\s*)?$/.exec(text);
  if (!match || match[2] === '' || !BYTES.test(match[2]!)) {
    const fix =
      'write "ipv4: 45 00 [01] 3c | 01 is ICMP": a layer, its bytes, and brackets around those that are read';
    return void fault(line, `cannot read the bytes "${text}"`, fix);
  }
  const [, name, cells, means] = match as unknown as [string, string, string, string | undefined];
  const layer = name.toLowerCase();
  if (!isLayer(layer)) return void fault(line, `unknown layer "${name}"`, oneOf(Object.keys(LAYERS)));
  const bytes = cells.replace(/[[\]]/g, '').split(/\s+/);
  const marked = /\[(.*)\]/.exec(cells)?.[1]?.split(/\s+/);
  if (Boolean(marked) !== Boolean(means)) {
    const fix = 'write the meaning after |, only on lines with bytes in brackets';
    return void fault(
      line,
      marked ? 'marked bytes without a meaning' : 'a meaning without marked bytes',
      fix,
    );
  }
  const before = cells.split('[')[0]!.trim();
  const mark = marked && {
    layer,
    offset: offset + (before === '' ? 0 : before.split(/\s+/).length),
    bytes: marked,
    means: means!,
    line,
  };
  return { layer, offset, bytes, mark };
}

function isLayer(word: string): word is Layer {
  return Object.hasOwn(LAYERS, word);
}
