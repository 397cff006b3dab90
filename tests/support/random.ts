// Random numbers for tests, the same for the same seed.

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws from a generator of `randomFrom`. */
export type Draw = {
  /** A whole number, both ends included. */
  whole(least: number, most: number): number;
  /** One item of the list. */
  one<T>(list: readonly T[]): T;
};

export function drawFrom(random: () => number): Draw {
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return { whole, one: (list) => list[whole(0, list.length - 1)]! };
}
