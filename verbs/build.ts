// `npm run build`: the static deck for any web server, where every demo is its recording. Serves nothing.
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPages } from '../server/door/pages.ts';
import { findTalk, startedFrom } from '../talk/place.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

export async function main(argv: string[]): Promise<void> {
  try {
    const { values } = parseArgs({ args: argv, options: { talk: { type: 'string' } } });
    const from = startedFrom(ROOT);
    const place = findTalk(ROOT, values.talk, from);
    const dist = join(values.talk === undefined ? ROOT : place.dir, 'dist');
    await buildPages(place, dist, 'info');
    console.log(`built ${relative(from, dist) || dist}`);
  } catch (error) {
    console.error(`ebpf-talk: ${(error as Error).message}`);
    process.exit(1);
  }
}
