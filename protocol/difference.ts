// Finds the one piece in which two texts differ.

/**
 * The change from one text to the other: `insert` replaces the characters from `from` to `to`, in UTF-16 units. It
 * never splits a surrogate pair.
 * @returns undefined when the texts are equal.
 */
export function difference(
  before: string,
  after: string,
): { from: number; to: number; insert: string } | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  if (start > 0 && /[\ud800-\udbff]/.test(before[start - 1]!)) start--;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  if (end > 0 && /[\udc00-\udfff]/.test(before.at(-end)!)) end--;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
