// `npm run export`: slides, notes and the cheat sheet as PDF, from the built deck. Lays out nothing: the pages do.
import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findTalk, startedFrom } from '../../talk/place.ts';
import { builtFolder } from '../door/pages.ts';
import { openPrinter } from './printer.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export const USAGE = 'npm run export -- [--talk DIR] [--out DIR] [--theme light|dark]';

type Options = { talk: string | undefined; out: string; theme: 'light' | 'dark' };

export async function main(argv: string[]): Promise<void> {
  try {
    await exportDeck(readOptions(argv));
    process.exit(0);
  } catch (error) {
    console.error(`ebpf-talk: ${(error as Error).message}`);
    process.exit(1);
  }
}

/** @throws Error naming the option that is wrong, and the usage. */
function readOptions(argv: string[]): Options {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        talk: { type: 'string' },
        out: { type: 'string', default: 'export' },
        theme: { type: 'string', default: 'light' },
      },
    });
    const { talk, out, theme } = values;
    if (theme !== 'light' && theme !== 'dark') throw new Error(`--theme ${theme} is not light or dark`);
    return { talk, out: resolve(startedFrom(ROOT), out), theme };
  } catch (error) {
    throw new Error(`${(error as Error).message}\nusage: ${USAGE}`);
  }
}

async function exportDeck({ talk, out, theme }: Options): Promise<void> {
  const from = startedFrom(ROOT);
  const dist = await builtFolder(findTalk(ROOT, talk, from), console.log);
  mkdirSync(out, { recursive: true });
  const printer = await openPrinter(dist);
  try {
    for (const [name, page] of [
      ['slides', `print.html?theme=${theme}`],
      ['notes', `print.html?notes&theme=${theme}`],
      ['cheat-sheet', 'cheat.html'],
    ] as const) {
      const file = join(out, `${name}.pdf`);
      const pages = await printer.print(page, file);
      console.log(`wrote ${relative(from, file)}, ${pages === 1 ? '1 page' : `${pages} pages`}`);
    }
  } finally {
    await printer.dispose();
  }
}
