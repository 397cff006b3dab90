// A stage of `npm run check` and `npm test`: one command after the other, timed and counted, with its reason when it
// can't run. Which stages there are: check.ts and test.ts.
import { add, type Counts, NONE } from './counts.ts';

export type Outcome =
  | { is: 'passed'; counts?: Counts }
  | { is: 'failed'; why: string; counts?: Counts }
  /** It could not run here. Under CI=true that is a failure. */
  | { is: 'unable'; why: string };

export interface Stage {
  name: string;
  run(signal: AbortSignal): Promise<Outcome>;
}

/**
 * Runs the stages in order, each to its end, whatever the others did; prints a line and the duration of each.
 * Returns the counts; a failed stage without a failed test of its own counts as one failure.
 */
export async function runStages(
  stages: readonly Stage[],
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<Counts> {
  let sum = NONE;
  const closing: string[] = [];
  for (const { name, run } of stages) {
    if (signal.aborted) break;
    print(`── ${name}`);
    const started = Date.now();
    let outcome = await run(signal).catch((error: Error): Outcome => ({ is: 'failed', why: error.message }));
    if (outcome.is === 'unable' && process.env.CI === 'true') outcome = { is: 'failed', why: outcome.why };
    const why = outcome.is === 'passed' ? '' : `: ${outcome.why}`;
    const word = outcome.is === 'unable' ? 'SKIPPED' : outcome.is;
    const line = `${name.padEnd(37)} ${word.padEnd(8)} ${((Date.now() - started) / 1000).toFixed(1)} s${why}`;
    print(line);
    closing.push(line);
    const counts = outcome.is === 'unable' ? { ...NONE, skipped: 1 } : (outcome.counts ?? NONE);
    sum = add(sum, counts);
    if (outcome.is === 'failed' && counts.failed === 0) sum = add(sum, { ...NONE, failed: 1 });
  }
  print('');
  for (const line of closing) print(line);
  return sum;
}

/** Ends with the abort of SIGINT and SIGTERM; for programs that are nothing but stages. */
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
