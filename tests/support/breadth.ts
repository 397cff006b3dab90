// How many of the slow cases a run tries: a sample drawn from a seed, or all of them.
import { drawFrom, randomFrom } from './random.ts';

/** Set by `npm test -- --all`. */
export const ALL = process.env.BREADTH === 'all';

/** The seed of the run; seed.ts prints it, and DECK_SEED repeats it. */
export const SEED = Number(process.env.DECK_SEED ?? Date.now() % 1_000_000);

/** How often something is tried: usually, or with --all; the environment's `variable` overrides both. */
export function times(variable: string, daily: number, all: number): number {
  return Number(process.env[variable] ?? (ALL ? all : daily));
}

/** The whole list with --all, else `count` items of it, drawn by the seed and kept in order. */
export function sample<T>(list: readonly T[], count: number): T[] {
  if (ALL || count >= list.length) return [...list];
  const draw = drawFrom(randomFrom(SEED));
  const left = list.map((_, index) => index);
  while (left.length > count) left.splice(draw.whole(0, left.length - 1), 1);
  return left.map((index) => list[index]!);
}
