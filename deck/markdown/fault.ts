// Faults in the talk's files: how to report them, and suggestions for their fixes.
import { distance } from 'fastest-levenshtein';
import type { Fault } from '../../talk/load.ts';

export { type Fault, formatFault } from '../../talk/load.ts';

/** Reports a fault at a line of the file that is being read. */
export type Report = (line: number, what: string, fix: string) => void;

/** The lines around a fault, with the faulty one marked, as compilers show them. */
export function frameFault(fault: Fault, text: string): string {
  const lines = text.split(/\r?\n/);
  const from = Math.max(1, fault.line - 2);
  const to = Math.min(lines.length, fault.line + 2);
  const width = String(to).length;
  const shown: string[] = [];
  for (let number = from; number <= to; number++) {
    const mark = number === fault.line ? '>' : ' ';
    shown.push(`${mark} ${String(number).padStart(width)} | ${lines[number - 1] ?? ''}`.trimEnd());
  }
  return shown.join('\n');
}

/** Up to three names that differ from `wrong` by a typing mistake, nearest first. */
export function similar(wrong: string, names: readonly string[]): string[] {
  const word = wrong.toLowerCase();
  const slips = Math.min(2, Math.ceil(word.length / 3));
  return names
    .map((name) => ({ name, off: distance(word, name) }))
    .filter(({ name, off }) => name !== '' && off <= slips)
    .sort((a, b) => a.off - b.off)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `use one of a, b, c`, for the fix of a fault; `check its name` when there are none. */
export function oneOf(names: Iterable<string>): string {
  const list = [...names];
  return list.length === 0 ? 'check its name' : `use ${list.length === 1 ? '' : 'one of '}${list.join(', ')}`;
}
