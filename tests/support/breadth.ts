// How much a run tries of what is too much for every day: a sample drawn from a seed, or all of it. Tests nothing.
import { drawFrom, randomFrom } from './random.ts';

/** Set by `npm test -- --all`. */
export const ALL = process.env.BREADTH === 'all';

/** What a run draws with; seed.ts prints it, and DECK_SEED repeats it. */
export const SEED = Number(process.env.DECK_SEED ?? Date.now() % 1_000_000);

/** How often something is tried: each day, or in a run of all; the environment's `variable` wins over both. */
export function times(variable: string, daily: number, all: number): number {
  return Number(process.env[variable] ?? (ALL ? all : daily));
}

/** All of a list in a run of all, else `count` of it, drawn by the seed and kept in order. */
export function sample<T>(list: readonly T[], count: number): T[] {
  if (ALL || count >= list.length) return [...list];
  const draw = drawFrom(randomFrom(SEED));
  const left = list.map((_, index) => index);
  while (left.length > count) left.splice(draw.whole(0, left.length - 1), 1);
  return left.map((index) => list[index]!);
}
