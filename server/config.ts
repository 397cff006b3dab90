// What the command line says. Reads no file and starts nothing.
import { isIPv4 } from 'node:net';
import { parseArgs } from 'node:util';
import type { Share } from './door/share.ts';
import type { Network } from './show/show.ts';

export type Config = {
  port: number;
  open: boolean;
  network: Network;
  /** The talk's folder as it was given; slides/ without it. */
  talk: string | undefined;
  /** Where viewers and remotes may connect from beyond this machine; nobody may without it. */
  share: Share | undefined;
  /** How long a terminal's session lives on without a page, in ms. */
  graceMs: number;
};

/** A crashed browser has time to come back, and a speaker to open another one; in seconds. */
const GRACE_S = 600;

/** A day: nobody leaves a deck for longer, and a timer of Node's holds 24 days at most; in seconds. */
const MAX_GRACE_S = 24 * 60 * 60;

export const USAGE = `npm start -- [--port N] [--no-open] [--network stage|lab|none] [--talk DIR]
  [--share [ADDRESS]]  viewers and remotes may connect from the network, on every private address or this one
  [--grace SECONDS]    how long terminals live on without a page, ${GRACE_S} unless given`;

/**
 * @param dev whether this is `npm run dev`, whose files hold the notes and are nobody's but the speaker's.
 * @throws Error naming the option that is wrong, and the usage.
 */
export function readConfig(argv: string[], dev = false): Config {
  try {
    const { values } = parseArgs({
      args: withShareValue(argv),
      options: {
        port: { type: 'string', default: '4242' },
        'no-open': { type: 'boolean', default: false },
        network: { type: 'string', default: 'lab' },
        talk: { type: 'string' },
        share: { type: 'string' },
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
    const share = readShare(values.share);
    if (share && dev)
      throw new Error('--share is for npm start: npm run dev serves the notes with the slides');
    const grace = Number(values.grace || Number.NaN);
    if (!(grace >= 0 && grace <= MAX_GRACE_S)) {
      throw new Error(`--grace ${values.grace} is no number of seconds from 0 to ${MAX_GRACE_S}`);
    }
    return { port, open: !values['no-open'], network, talk: values.talk, share, graceMs: grace * 1000 };
  } catch (error) {
    throw new Error(`${(error as Error).message}\nusage: ${USAGE}`);
  }
}

/** `--share` may stand alone, which parseArgs knows of no option that takes a value. */
function withShareValue(argv: string[]): string[] {
  return argv.map((word, index) => {
    const next = argv[index + 1];
    return word === '--share' && (next === undefined || next.startsWith('--')) ? '--share=' : word;
  });
}

function readShare(value: string | undefined): Share | undefined {
  if (value === undefined) return undefined;
  if (value === '') return { on: 'private' };
  if (!isIPv4(value)) throw new Error(`--share ${value} is no IPv4 address; ip -4 addr shows this machine's`);
  if (value === '0.0.0.0')
    throw new Error('--share 0.0.0.0 would be every network; name one address of yours');
  if (value === '127.0.0.1') throw new Error('--share 127.0.0.1 is where the deck listens anyway');
  return { on: 'address', address: value };
}
