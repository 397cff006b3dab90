// Jobs one after the other and beside each other: what is counted, what is printed when, what an abort leaves out.
import { expect, it } from 'vitest';
import { closingLine } from './counts.ts';
import { type Job, type Outcome, runJobs } from './jobs.ts';

const job = (name: string, outcome: Outcome, beside: Job[] = []): Job => ({
  name,
  beside,
  run: async (_, print) => {
    print(`${name} works`);
    return outcome;
  },
});
const passed = (count: number): Outcome => ({
  is: 'passed',
  counts: { passed: count, failed: 0, skipped: 0 },
});

it('adds up the counts of all, those beside included; a failure without a test is one', async () => {
  const jobs = [
    job('unit', passed(5), [job('lint', { is: 'failed', why: 'status 1' }), job('cargo', passed(2))]),
    job('cross', { is: 'failed', why: 'status 1', counts: { passed: 1, failed: 2, skipped: 0 } }),
  ];
  const lines: string[] = [];
  const counts = await runJobs(jobs, new AbortController().signal, (line) => void lines.push(line));
  expect(closingLine(counts)).toBe('8 passed, 3 failed');
  const untimed = lines.map((line) => line.replace(/ {2,}/, ' ').replace(/ +[\d.]+ s/, ''));
  const [unit, lint, cargo, cross] = [
    'unit passed',
    'lint failed: status 1',
    'cargo passed',
    'cross failed: status 1',
  ];
  expect(untimed).toEqual([
    ...['── unit', 'unit works', unit],
    ...['── lint', 'lint works', lint],
    ...['── cargo', 'cargo works', cargo],
    ...['── cross', 'cross works', cross],
    ...['', unit, lint, cargo, cross],
  ]);
});

it('runs beside, not after, and starts nothing behind an abort', async () => {
  const controller = new AbortController();
  let meet = () => {};
  const met = new Promise<void>((resolve) => {
    meet = resolve;
  });
  const waits: Job = { name: 'waits', run: () => met.then(() => passed(1)), beside: [] };
  const meets: Job = {
    name: 'meets',
    run: async () => {
      meet();
      controller.abort();
      return passed(1);
    },
  };
  const counts = await runJobs(
    [{ ...waits, beside: [meets] }, job('never', passed(9))],
    controller.signal,
    () => {},
  );
  expect(counts).toEqual({ passed: 2, failed: 0, skipped: 0 });
});
