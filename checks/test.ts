// The test of the project: set-up, Chromium included, checks, the built deck, tests that cross rooms.
import { foregroundSetup } from '../server/setup/foreground.ts';
import { checkJobs, nodeProgram, vitestJob } from './check.ts';
import { add, closingLine, NONE } from './counts.ts';
import { runJobs, untilSignalled } from './jobs.ts';
import { ownTalk } from './own-talk.ts';

export type TestOptions = {
  /** Use sudo without asking. */
  yes: boolean;
  /** Everything that a daily run draws a sample of. */
  all: boolean;
};

/**
 * Ends with one line that adds up every runner's counts.
 * @returns the exit status: 130 after a signal, 1 when something failed.
 */
export async function testProject({ yes, all }: TestOptions): Promise<number> {
  // Read by tests/support/breadth.ts.
  process.env.BREADTH = all ? 'all' : 'sample';
  const print = (line: string) => console.log(line);
  const ok = await foregroundSetup(yes, await ownTalk(), 'all');
  const signal = untilSignalled();
  const jobs = [
    ...(await checkJobs()),
    { name: 'the static deck', run: (signal: AbortSignal) => nodeProgram('vite', 'vite', ['build'], signal) },
  ];
  // Without the demos, tests that cross rooms would only time out one after the other.
  if (ok) {
    jobs.push(vitestJob('tests that cross rooms', 'cross'));
    jobs.push(vitestJob('those that want to be alone', 'alone'));
  }
  const counts = await runJobs(jobs, signal, print);
  if (!ok) print('tests that cross rooms                failed   not run: the set-up above failed');
  print(closingLine(add(counts, { ...NONE, failed: ok ? 0 : 1 })));
  return signal.aborted ? 130 : !ok || counts.failed > 0 ? 1 : 0;
}
