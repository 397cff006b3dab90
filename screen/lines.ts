// Rows of cells as bytes: every bit that a terminal looks at, with one byte for an ordinary letter.
import type { Reader, Writer } from './bytes.ts';
import type { Extended, Line } from './fields.ts';

/** Bits of a cell's words (xterm's buffer/Constants.ts): content is width(2) combined(1) code point(21). */
const IS_COMBINED = 0x20_0000;
const WIDTH_1 = 1 << 22;
const HAS_EXTENDED = 0x1000_0000;
const CELL_WORDS = 3;

/** The content of an empty cell; in default colours, it fills the end of most rows. */
const EMPTY = WIDTH_1;

/** How a cell of a run starts when it is not a printable ASCII letter, which stands for itself. */
const CELL = { empties: 0x01, behindWide: 0x02, other: 0x03 } as const;

/** Limits for what is read: the largest code point; width 3, which no cell has. */
const MAX_CODE = 0x10_ffff;
const WIDTH_3 = 3 << 22;
const CODE_MASK = 0x1f_ffff;

/**
 * Writes one row, in the form that README.md describes.
 * @param link maps the terminal's id of an OSC 8 link to its number in the screen's table.
 */
export function writeLine(out: Writer, line: Line, link: (id: number) => number): void {
  const { _data: data } = line;
  let end = line.length;
  while (end > 0 && isEmpty(data, end - 1)) end--;
  out.byte(line.isWrapped ? 1 : 0);
  out.number(end);
  for (let from = 0; from < end; ) {
    const to = runEnd(line, from, end);
    const at = from * CELL_WORDS;
    out.number(to - from);
    out.number(data[at + 1]!);
    out.number(data[at + 2]!);
    if (data[at + 2]! & HAS_EXTENDED) {
      const extended = line._extendedAttrs[from];
      out.number(extended ? extended._ext : 0);
      out.number(extended ? link(extended._urlId) : 0);
    }
    writeCells(out, line, from, to);
    from = to;
  }
}

function writeCells(out: Writer, line: Line, from: number, to: number): void {
  const { _data: data } = line;
  for (let column = from; column < to; column++) {
    const content = data[column * CELL_WORDS]!;
    const code = content ^ WIDTH_1;
    if (code >= 0x20 && code <= 0x7e) out.byte(code);
    else if (content === EMPTY) {
      let next = column + 1;
      while (next < to && data[next * CELL_WORDS] === EMPTY) next++;
      out.byte(CELL.empties);
      out.number(next - column);
      column = next - 1;
    } else if (content === 0) out.byte(CELL.behindWide);
    else {
      out.byte(CELL.other);
      out.number(content);
      if (content & IS_COMBINED) out.text(line._combined[column] ?? '');
    }
  }
}

function isEmpty(data: Uint32Array, column: number): boolean {
  const at = column * CELL_WORDS;
  return data[at] === EMPTY && data[at + 1] === 0 && data[at + 2] === 0;
}

function runEnd({ _data: data, _extendedAttrs: extended }: Line, from: number, end: number): number {
  const [fg, bg] = [data[from * CELL_WORDS + 1], data[from * CELL_WORDS + 2]!];
  const first = bg & HAS_EXTENDED ? extended[from] : undefined;
  let to = from + 1;
  for (; to < end; to++) {
    const at = to * CELL_WORDS;
    if (data[at + 1] !== fg || data[at + 2] !== bg) break;
    if (!(bg & HAS_EXTENDED)) continue;
    const other = extended[to];
    if (other !== first && (other?._ext !== first?._ext || other?._urlId !== first?._urlId)) break;
  }
  return to;
}

/** A row that has been read and checked; the cells of one run share one `extended` object. */
export type ReadLine = {
  wrapped: boolean;
  data: Uint32Array;
  combined: Record<number, string>;
  extended: Record<number, { ext: number; link: number }>;
};

/** @throws Error when the bytes are not a row of `cols` cells, or name a link above `links`. */
export function readLine(from: Reader, cols: number, links: number): ReadLine {
  const wrapped = from.byte();
  if (wrapped > 1) throw new Error(`a row of the screen begins with ${wrapped}`);
  const line: ReadLine = {
    wrapped: wrapped === 1,
    data: new Uint32Array(cols * CELL_WORDS),
    combined: {},
    extended: {},
  };
  const end = from.number();
  if (end > cols) throw new Error(`a row of the screen has ${end} cells, the terminal ${cols}`);
  for (let column = 0; column < end; ) {
    const count = from.number();
    if (count === 0 || column + count > end) throw new Error('a run of the screen leaves its row');
    readRun(from, line, column, column + count, links);
    column += count;
  }
  for (let column = end; column < cols; column++) line.data[column * CELL_WORDS] = EMPTY;
  return line;
}

function readRun(from: Reader, line: ReadLine, start: number, end: number, links: number): void {
  const [fg, bg] = [from.number(), from.number()];
  const extended = bg & HAS_EXTENDED ? { ext: from.number(), link: from.number() } : undefined;
  if (extended && extended.link > links) {
    throw new Error('a row of the screen has a link that the screen does not have');
  }
  const put = (column: number, content: number) => {
    if (column >= end) throw new Error('a run of the screen leaves its row');
    const at = column * CELL_WORDS;
    line.data[at] = content;
    line.data[at + 1] = fg;
    line.data[at + 2] = bg;
    if (extended) line.extended[column] = extended;
  };
  for (let column = start; column < end; ) {
    const byte = from.byte();
    if (byte >= 0x20 && byte <= 0x7e) put(column++, byte | WIDTH_1);
    else if (byte === CELL.empties) {
      for (let count = from.number(); count > 0; count--) put(column++, EMPTY);
    } else if (byte === CELL.behindWide) put(column++, 0);
    else if (byte === CELL.other) {
      const content = from.number();
      if (content >= WIDTH_3 || (content & CODE_MASK) > MAX_CODE) {
        throw new Error(`a cell of the screen has the content ${content}`);
      }
      if (content & IS_COMBINED) line.combined[column] = from.text();
      put(column++, content);
    } else throw new Error(`a cell of the screen begins with ${byte}`);
  }
}

/** Makes a terminal's row equal to the one read. @param extend makes extended attributes; called once per run. */
export function fillLine(line: Line, read: ReadLine, extend: (ext: number, link: number) => Extended): void {
  line._data.set(read.data);
  line._combined = read.combined;
  line._extendedAttrs = {};
  let run: { from: object; to: Extended } | undefined;
  for (const column in read.extended) {
    const from = read.extended[column]!;
    if (run?.from !== from) run = { from, to: extend(from.ext, from.link) };
    line._extendedAttrs[column] = run.to;
  }
  line.isWrapped = read.wrapped;
}
