// `npm run setup`: sets everything up in the foreground, what the tests need included, and says how it went.
// Not the set-up itself (setup.ts), and not what `npm start` shows behind the deck.
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import type { Ask } from './apt.ts';
import { OPTIONAL } from './part.ts';
import { printProgress } from './progress.ts';
import { type Setup, startSetup } from './setup.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export async function main(argv: string[]): Promise<void> {
  const unknown = argv.find((arg) => arg !== '--yes');
  if (unknown !== undefined) {
    console.error(
      `npm run setup takes only --yes (install Debian packages with sudo without asking), not ${unknown}`,
    );
    process.exit(2);
  }
  const { ok } = await foregroundSetup(argv.includes('--yes'));
  process.exit(ok ? 0 : 1);
}

/** The whole set-up with its lines on stdout; `ok` when every part that must be there is. */
export async function foregroundSetup(yes: boolean): Promise<{ ok: boolean; setup: Setup }> {
  const ask = asker(yes);
  const setup = startSetup({ root: ROOT, want: 'all', ...(ask ? { ask } : {}) });
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
