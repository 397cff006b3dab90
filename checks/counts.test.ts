// Counts from what the runners really print.
import { describe, expect, it } from 'vitest';
import { cargoCounts, closingLine, vitestCounts } from './counts.ts';

describe('cargoCounts', () => {
  it('adds up every test binary', () => {
    const output = [
      'running 2 tests',
      'test a ... ok',
      'test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
      'test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.10s',
    ].join('\n');
    expect(cargoCounts(output)).toEqual({ passed: 5, failed: 1, skipped: 2 });
    expect(cargoCounts('error: could not compile')).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

describe('vitestCounts', () => {
  const report = {
    numPassedTests: 4,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [],
  };

  it('reads the JSON report', () => {
    expect(vitestCounts(JSON.stringify(report))).toEqual({ passed: 4, failed: 1, skipped: 3 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const unloaded = { ...report, testResults: [{ status: 'failed', assertionResults: [] }] };
    expect(vitestCounts(JSON.stringify(unloaded)).failed).toBe(2);
  });

  it('refuses what is not a report', () => {
    expect(() => vitestCounts('{}')).toThrow('not a vitest JSON report');
  });
});

describe('closingLine', () => {
  it('is plain', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(closingLine({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped');
  });
});
