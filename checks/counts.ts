// Counts of tests, read from vitest's JSON report and cargo test's result lines.

export type Counts = {
  passed: number;
  failed: number;
  skipped: number;
};

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

export function add(...counts: readonly Counts[]): Counts {
  return counts.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    NONE,
  );
}

/**
 * From vitest's `--reporter=json` (the fields are Jest's). A file that could not be loaded has no tests; it counts as one
 * failure.
 * @throws Error when the text is not such a report.
 */
export function vitestCounts(report: string): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(report);
  const numbers = [numPassedTests, numFailedTests, numPendingTests, numTodoTests];
  if (!numbers.every(Number.isInteger) || !Array.isArray(testResults))
    throw new Error('not a vitest JSON report');
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  return {
    passed: numPassedTests,
    failed: numFailedTests + unloaded,
    skipped: numPendingTests + numTodoTests,
  };
}

/** From cargo test's lines `test result: ok. 3 passed; 0 failed; 1 ignored; …`, one per test binary. */
export function cargoCounts(output: string): Counts {
  const results = output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm);
  return add(
    ...[...results].map(([, passed, failed, ignored]) => ({
      passed: Number(passed),
      failed: Number(failed),
      skipped: Number(ignored),
    })),
  );
}

/** The closing line that people and CI read. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
