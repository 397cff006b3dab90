// The order of the contestants: each repetition begins with another one.

/** The same order, rotated by one each repetition; repetitions count from 0. */
export function turnsOf<T>(row: readonly T[], repetition: number): T[] {
  const first = row.length === 0 ? 0 : repetition % row.length;
  return [...row.slice(first), ...row.slice(0, first)];
}
