// The set-up in the foreground of a terminal: its lines, its signals, and its result.
import type { Talk } from '../../protocol/talk.ts';
import { takesInterrupt } from '../system/question.ts';
import { ROOT } from '../system/root.ts';
import { asker } from './asker.ts';
import { OPTIONAL, wantedBy } from './part.ts';
import { printProgress } from './progress.ts';
import { startSetup } from './setup.ts';

/**
 * The whole set-up with its lines on stdout; a signal ends the process with status 130.
 * @param yes use sudo without asking.
 * @param want `all`: also what the tests need.
 * @returns whether every required part is done.
 */
export async function foregroundSetup(yes: boolean, talk: Talk, want: 'demos' | 'all'): Promise<boolean> {
  const ask = asker(yes);
  const setup = startSetup({ root: ROOT, want, talk: wantedBy(talk), ...(ask ? { ask } : {}) });
  let stopped = false;
  const stop = () => {
    if (takesInterrupt()) return;
    if (stopped) process.exit(130);
    stopped = true;
    console.log('stopping');
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
  return bad.length === 0;
}
