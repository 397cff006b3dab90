// What the command line says. Reads no file and starts nothing.
import { parseArgs } from 'node:util';
import type { Network } from './show.ts';

export type Config = {
  port: number;
  open: boolean;
  network: Network;
  /** The talk's folder as it was given; slides/ without it. */
  talk: string | undefined;
  /** How long a terminal's session lives on without a page, in ms. */
  graceMs: number;
};

/** A crashed browser has time to come back, and a speaker to open another one; in seconds. */
const GRACE_S = 600;

/** A day: nobody leaves a deck for longer, and a timer of Node's holds 24 days at most; in seconds. */
const MAX_GRACE_S = 24 * 60 * 60;

export const USAGE = `npm start -- [--port N] [--no-open] [--network stage|lab|none] [--talk DIR] [--grace SECONDS]
  --grace: how long terminals live on without a page, ${GRACE_S} seconds unless given`;

/** @throws Error naming the option that is wrong, and the usage. */
export function readConfig(argv: string[]): Config {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        port: { type: 'string', default: '4242' },
        'no-open': { type: 'boolean', default: false },
        network: { type: 'string', default: 'lab' },
        talk: { type: 'string' },
        grace: { type: 'string', default: String(GRACE_S) },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65515)
      throw new Error(`--port ${values.port} is no port`);
    const { network } = values;
    if (network !== 'stage' && network !== 'lab' && network !== 'none') {
      throw new Error(`--network ${network} is not stage, lab or none`);
    }
    const grace = Number(values.grace || Number.NaN);
    if (!(grace >= 0 && grace <= MAX_GRACE_S)) {
      throw new Error(`--grace ${values.grace} is no number of seconds from 0 to ${MAX_GRACE_S}`);
    }
    return { port, open: !values['no-open'], network, talk: values.talk, graceMs: grace * 1000 };
  } catch (error) {
    throw new Error(`${(error as Error).message}\nusage: ${USAGE}`);
  }
}
