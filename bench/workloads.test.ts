// The workloads have the size that they claim, and ONLCR works as in the kernel.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GRID, PROMPT } from './conditions.ts';
import { afterOnlcr, makeWorkloads, type Workloads } from './workloads.ts';

let workloads: Workloads;
beforeAll(() => {
  workloads = makeWorkloads(0.02);
});
afterAll(() => workloads.dispose());

it('writes as many bytes and line feeds as it claims', () => {
  for (const { id, bytes, lineFeeds, content } of workloads.throughput) {
    const written = content();
    expect([id, written.length, written.filter((byte) => byte === 10).length]).toEqual([
      id,
      bytes,
      lineFeeds,
    ]);
  }
});

it('has no row that looks like the prompt, and no wrapped line in its lines', () => {
  const lines = workloads.throughput[0]!.content().toString().split('\n').slice(0, -1);
  expect(lines.some((line) => line.startsWith(PROMPT))).toBe(false);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(GRID.cols);
});

it('puts a carriage return before every line feed and changes nothing else', () => {
  expect(afterOnlcr(Buffer.from('a\n\r\nb\t\n')).toString()).toBe('a\r\n\r\r\nb\t\r\n');
  expect(afterOnlcr(Buffer.from('no end')).toString()).toBe('no end');
});
