// `npm run setup`: sets everything up in the foreground, what the tests need included, and says how it went.
// Not the set-up itself (setup.ts), and not what `npm start` shows behind the deck.
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Talk } from '../../protocol/talk.ts';
import { openTalk } from '../../talk/load.ts';
import { findTalk, startedFrom } from '../../talk/place.ts';
import type { Ask } from './apt.ts';
import { OPTIONAL, type Wanted } from './part.ts';
import { printProgress } from './progress.ts';
import { type Setup, startSetup } from './setup.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export async function main(argv: string[]): Promise<void> {
  try {
    const options = { yes: { type: 'boolean', default: false }, talk: { type: 'string' } } as const;
    const { values } = parseArgs({ args: argv, options });
    const talk = await openTalk(findTalk(ROOT, values.talk, startedFrom(ROOT)));
    const { ok } = await foregroundSetup(values.yes, talk, values.talk === undefined ? 'all' : 'demos');
    process.exit(ok ? 0 : 1);
  } catch (error) {
    console.error(`ebpf-talk: ${(error as Error).message}`);
    console.error('usage: npm run setup -- [--yes] [--talk DIR]   (--yes: use sudo apt-get without asking)');
    process.exit(2);
  }
}

/** The talk in slides/: the one that this project's own checks and tests are of. */
export async function ownTalk(): Promise<Talk> {
  return openTalk(findTalk(ROOT, undefined, ROOT));
}

/** All that a talk's demos need, each once. */
export function wantedBy({ builds, needs, demos }: Talk): Wanted {
  return { builds, needs: [...new Set([...needs, ...demos.flatMap((demo) => demo.needs)])] };
}

/** The whole set-up with its lines on stdout; `ok` when every part that must be there is. */
export async function foregroundSetup(
  yes: boolean,
  talk: Talk,
  want: 'demos' | 'all' = 'all',
): Promise<{ ok: boolean; setup: Setup }> {
  const ask = asker(yes);
  const setup = startSetup({ root: ROOT, want, talk: wantedBy(talk), ...(ask ? { ask } : {}) });
  let stopped = false;
  const stop = () => {
    if (stopped) process.exit(130);
    stopped = true;
    console.log('ending what runs');
    void setup.dispose().then(() => process.exit(130));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const started = Date.now();
  const off = printProgress(setup, (line) => console.log(line), true);
  await setup.done;
  off();
  process.off('SIGINT', stop);
  process.off('SIGTERM', stop);
  const toolchain = setup.toolchain();
  if (toolchain)
    console.log(`toolchain: ${toolchain.kind === 'none' ? 'none' : toolchain.kind}, ${toolchain.why}`);
  const bad = setup.parts().filter(({ id, state }) => !OPTIONAL.has(id) && state !== 'done');
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(
    bad.length === 0
      ? `set up, ${seconds} s`
      : `not set up: ${bad.map(({ title }) => title).join(', ')}; ${seconds} s`,
  );
  return { ok: bad.length === 0, setup };
}

/** How to ask on this terminal; `yes`, and CI, which has nobody to ask, allow beforehand. */
export function asker(yes: boolean): Ask | undefined {
  if (yes || process.env.CI === 'true') return async () => true;
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return undefined;
  return async (question) => {
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    try {
      const answer = await prompt.question(`${question} [Y/n] `);
      return /^(y|yes|)$/i.test(answer.trim());
    } finally {
      prompt.close();
    }
  };
}
