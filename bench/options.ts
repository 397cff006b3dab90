// The options of a run: what it measures, how often, and with how many keys.

/** Least Ctrl-C presses of the whole run, for each flood. */
const PRESSES = 20;
const KEYS = 200;
const REPETITIONS = 5;
const STALLED_SECONDS = 60;
const QUICK = { repetitions: 2, keys: 60, presses: 3, stalledSeconds: 10 };

export type Options = {
  repetitions: number;
  quick: boolean;
  keys: number;
  presses: number;
  stalledSeconds: number;
  only: Set<string> | undefined;
  port: number;
  /** Instead of all else: only the deck, for this many minutes. */
  soakMinutes: number | undefined;
};

/** The options of the command line. */
export type Given = {
  reps: number | undefined;
  quick: boolean;
  /** Names of measurements and contestants; all when there are none. */
  only: readonly string[];
  port: number;
  soak: number | undefined;
};

export function sized({ reps, quick, only, port, soak }: Given): Options {
  const repetitions = reps ?? (quick ? QUICK.repetitions : REPETITIONS);
  return {
    repetitions,
    quick,
    keys: quick ? QUICK.keys : KEYS,
    presses: quick ? QUICK.presses : Math.ceil(PRESSES / repetitions),
    stalledSeconds: quick ? QUICK.stalledSeconds : STALLED_SECONDS,
    only: only.length > 0 ? new Set(only) : undefined,
    port,
    soakMinutes: soak,
  };
}
