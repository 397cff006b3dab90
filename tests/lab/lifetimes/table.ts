// The figures of many lives as a table: what ran, what was left, and how long the end took.
import { NOTHING, type Traces } from '../../support/traces.ts';
import type { Life, Way } from './life.ts';

const KINDS = Object.keys(NOTHING) as (keyof Traces)[];

/** A row per way to end, with the sum of each kind of trace that was left (after the next start, if there was one). */
export function table(lives: Partial<Record<Way, Life[]>>): string {
  const head = [
    'end',
    'lives',
    'children',
    'programs',
    ...KINDS.map((kind) => `${kind} left`),
    'faults',
    'ms median/max',
  ];
  const rows = Object.entries(lives).map(([way, all]) => {
    const sum = (count: (life: Life) => number) =>
      String(all.reduce((total, life) => total + count(life), 0));
    const ms = all.map((life) => life.ms).sort((a, b) => a - b);
    return [
      way,
      String(all.length),
      sum((life) => life.children),
      sum((life) => life.programs),
      ...KINDS.map((kind) => sum((life) => (life.leftAfterNext ?? life.left)[kind].length)),
      sum((life) => life.faults.length),
      `${ms[Math.floor(ms.length / 2)] ?? '–'}/${ms.at(-1) ?? '–'}`,
    ];
  });
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
