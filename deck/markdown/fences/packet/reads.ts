// Finds where a function reads a packet: its calls of ptr_at, with their offsets and lines.

/** One read of the packet in a function's code. */
export type PacketRead = {
  /** Bytes from the start of the packet, as written in the source. */
  offset: number;
  /** How many bytes are read, if the line shows it: `let x: u16` or `ptr_at::<u16>`. */
  width: number | undefined;
  /** Lines of the code, 1-based: `from` has the offset, `to` is the end of the check that follows it. */
  from: number;
  to: number;
  /** Column of the offset's digits, from 0. */
  column: number;
};

/** A call whose offset is not a number, so that the byte it reads is unknown. */
export type UnclearRead = { text: string; line: number };

const CALL = /\bptr_at(?:::<\s*(\w+)\s*>)?\(\s*&?\w+\s*,\s*([^,()]*?)\s*,?\s*\)/g;
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['u8', 1],
  ['i8', 1],
  ['u16', 2],
  ['i16', 2],
  ['u32', 4],
  ['i32', 4],
  ['u64', 8],
  ['i64', 8],
]);

/** The reads of a function, formatted by rustfmt, in the order of the code. Comments are skipped. */
export function findReads(code: string): { reads: PacketRead[]; unclear: UnclearRead[] } {
  const uncommented = code.replace(/\/\/.*$/gm, (comment) => ' '.repeat(comment.length));
  const lines = uncommented.split('\n');
  const reads: PacketRead[] = [];
  const unclear: UnclearRead[] = [];
  for (const call of uncommented.matchAll(CALL)) {
    const [whole, turbofish, text] = call as unknown as [string, string | undefined, string];
    const at = call.index + whole.lastIndexOf(text);
    const from = uncommented.slice(0, at).split('\n').length;
    if (!/^\d+$/.test(text)) {
      unclear.push({ text: text || whole, line: from });
      continue;
    }
    const start = uncommented.slice(0, call.index).split('\n').length;
    const type = turbofish ?? /\blet\s+(?:mut\s+)?\w+\s*:\s*(\w+)\s*=/.exec(lines[start - 1]!)?.[1];
    reads.push({
      offset: Number(text),
      width: type === undefined ? undefined : WIDTHS.get(type),
      from,
      to: from,
      column: at - (uncommented.lastIndexOf('\n', at - 1) + 1),
    });
  }
  reads.forEach((read, index) => {
    const indent = /^\s*/.exec(lines[read.from - 1]!)![0];
    const before = (reads[index + 1]?.from ?? lines.length + 1) - 1;
    const close = lines.slice(read.from, before).indexOf(`${indent}}`);
    if (close >= 0) read.to = read.from + close + 1;
  });
  return { reads, unclear };
}
