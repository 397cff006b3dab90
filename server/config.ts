// What the command line says. Reads no file and starts nothing.
import { parseArgs } from 'node:util';
import type { Network } from './show.ts';

export type Config = {
  port: number;
  open: boolean;
  network: Network;
  /** The talk's folder as it was given; slides/ without it. */
  talk: string | undefined;
};

export const USAGE = 'npm start -- [--port N] [--no-open] [--network stage|lab|none] [--talk DIR]';

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
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65515)
      throw new Error(`--port ${values.port} is no port`);
    const { network } = values;
    if (network !== 'stage' && network !== 'lab' && network !== 'none') {
      throw new Error(`--network ${network} is not stage, lab or none`);
    }
    return { port, open: !values['no-open'], network, talk: values.talk };
  } catch (error) {
    throw new Error(`${(error as Error).message}\nusage: ${USAGE}`);
  }
}
