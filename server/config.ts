// What the command line says. Reads no file and starts nothing.
import { isIPv4 } from 'node:net';
import { parseArgs } from 'node:util';
import type { Network } from './show.ts';

export type Config = {
  port: number;
  open: boolean;
  network: Network;
  /** The talk's folder as it was given; slides/ without it. */
  talk: string | undefined;
  /** Where viewers and remotes may connect from beyond this machine; nobody may without it. */
  share: Share | undefined;
};

/** `private`: on all private IPv4 addresses that this machine has, also those it gets later. */
export type Share = { on: 'private' } | { on: 'address'; address: string };

export const USAGE =
  'npm start -- [--port N] [--no-open] [--network stage|lab|none] [--talk DIR] [--share [ADDRESS]]';

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
    return { port, open: !values['no-open'], network, talk: values.talk, share };
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
