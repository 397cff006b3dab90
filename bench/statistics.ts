// Median, quantiles, spread and a fitted line of plain numbers.

export type Spread = { count: number; min: number; median: number; max: number };

/**
 * The q-th quantile by linear interpolation between the two nearest ranks (type 7 of Hyndman and Fan, 1996).
 * @param q from 0 to 1.
 * @throws Error when there is no value.
 */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new Error('a quantile of no values');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const below = sorted[low]!;
  const above = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return below + (above - below) * (at - low);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @throws Error when there is no value. */
export function spread(values: readonly number[]): Spread {
  return {
    count: values.length,
    min: quantile(values, 0),
    median: median(values),
    max: quantile(values, 1),
  };
}

export type Line = { slope: number /** Standard error of the slope; 0 for a perfect line. */; error: number };

/**
 * The least-squares line through points.
 * @returns its slope and that slope's standard error, in units of y per unit of x.
 * @throws Error with fewer than three points, or when all have the same x.
 */
export function fitLine(points: readonly { x: number; y: number }[]): Line {
  const n = points.length;
  if (n < 3) throw new Error(`a line through ${n} points has no standard error; at least 3 are needed`);
  const mean = (key: 'x' | 'y') => points.reduce((sum, point) => sum + point[key], 0) / n;
  const [x, y] = [mean('x'), mean('y')];
  const across = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  if (across === 0) throw new Error('all points have the same x: no slope');
  const slope = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / across;
  const off = points.reduce((sum, point) => sum + (point.y - y - slope * (point.x - x)) ** 2, 0);
  return { slope, error: Math.sqrt(off / (n - 2) / across) };
}
