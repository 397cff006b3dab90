// What the bench's command line says. Starts nothing.
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [--reps N] [--quick] [--only NAME[,NAME …]] [--port N] [--soak MINUTES]
  --reps   repetitions (5)
  --quick  2 repetitions with fewer keys and presses, to see that it works; results go to .cache/bench
  --only   some measurements, some contestants, or both: throughput, echo, interrupt, start, cost, stalled,
           viewers;
           deck, ttyd, wetty, baseline, limit
  --port   first port of forty that servers are given in turn (4600)
  --soak   instead: the deck alone at 5 MB/s for so long, its memory looked at each minute`;

/** Ctrl-C presses that the whole run has at least, for each flood. */
const PRESSES = 20;
const KEYS = 200;
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
  soakMinutes: number | undefined;
};

/**
 * @param known names that `--only` may have.
 * @throws Error naming the option that is wrong, and the usage.
 */
export function readOptions(argv: string[], known: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        reps: { type: 'string' },
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        port: { type: 'string', default: '4600' },
        soak: { type: 'string' },
      },
    });
    const { quick } = values;
    const repetitions = whole('reps', values.reps ?? String(quick ? QUICK.repetitions : 5), 1, 100);
    const only = values.only?.split(',').map((name) => name.trim());
    for (const name of only ?? []) {
      if (!known.includes(name)) throw new Error(`--only ${name}: there are ${known.join(', ')}`);
    }
    return {
      repetitions,
      quick,
      keys: quick ? QUICK.keys : KEYS,
      presses: quick ? QUICK.presses : Math.ceil(PRESSES / repetitions),
      stalledSeconds: quick ? QUICK.stalledSeconds : STALLED_SECONDS,
      only: only && new Set(only),
      port: whole('port', values.port, 1024, 65_400),
      soakMinutes: values.soak === undefined ? undefined : whole('soak', values.soak, 6, 24 * 60),
    };
  } catch (error) {
    throw new Error(`${(error as Error).message}\nusage: ${USAGE}`);
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} ${text}: a whole number from ${least} to ${most} is wanted`);
}
