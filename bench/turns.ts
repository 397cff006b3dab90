// Whose turn it is: contestants in a row, each repetition beginning with another one. Knows no contestant.

/** The same row, beginning with another one each repetition, counted from 0. */
export function turnsOf<T>(row: readonly T[], repetition: number): T[] {
  const first = row.length === 0 ? 0 : repetition % row.length;
  return [...row.slice(first), ...row.slice(0, first)];
}
