// A job of `npm run check` or `npm test`: a command, timed and counted, with the reason if it can't run.
// The jobs themselves are in check.ts and test.ts.
import { add, type Counts, NONE } from './counts.ts';

export type Outcome =
  | { is: 'passed'; counts?: Counts }
  | { is: 'failed'; why: string; counts?: Counts }
  /** It can't run here. Under CI=true that is a failure. */
  | { is: 'unable'; why: string };

type Print = (line: string) => void;

export type Job = {
  name: string;
  run(signal: AbortSignal, print: Print): Promise<Outcome>;
  /** Jobs that run at the same time, in order; their output is printed after this one. */
  beside?: readonly Job[];
};

/** A job's result, with its line for the summary. */
type Ended = { line: string; counts: Counts };

/**
 * Runs the jobs in order, all of them even when one fails, and prints a line with the duration of each.
 * @returns the counts; a failed job without a failed test counts as one failure.
 */
export async function runJobs(jobs: readonly Job[], signal: AbortSignal, print: Print): Promise<Counts> {
  const ended = await runInOrder(jobs, signal, print);
  print('');
  for (const { line } of ended) print(line);
  return add(...ended.map(({ counts }) => counts));
}

async function runInOrder(jobs: readonly Job[], signal: AbortSignal, print: Print): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const job of jobs) {
    if (signal.aborted) break;
    const held: string[] = [];
    const beside = runInOrder(job.beside ?? [], signal, (line) => void held.push(line));
    ended.push(await runOne(job, signal, print), ...(await beside));
    for (const line of held) print(line);
  }
  return ended;
}

async function runOne({ name, run }: Job, signal: AbortSignal, print: Print): Promise<Ended> {
  print(`── ${name}`);
  const started = Date.now();
  let outcome = await run(signal, print).catch(
    (error: Error): Outcome => ({ is: 'failed', why: error.message }),
  );
  if (outcome.is === 'unable' && process.env.CI === 'true') outcome = { is: 'failed', why: outcome.why };
  const why = outcome.is === 'passed' ? '' : `: ${outcome.why}`;
  const word = outcome.is === 'unable' ? 'SKIPPED' : outcome.is;
  const line = `${name.padEnd(37)} ${word.padEnd(8)} ${((Date.now() - started) / 1000).toFixed(1)} s${why}`;
  print(line);
  const counts = outcome.is === 'unable' ? { ...NONE, skipped: 1 } : (outcome.counts ?? NONE);
  return { line, counts: outcome.is === 'failed' && counts.failed === 0 ? { ...counts, failed: 1 } : counts };
}

/** A signal that SIGINT and SIGTERM abort; for programs that only run jobs. */
export function untilSignalled(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
