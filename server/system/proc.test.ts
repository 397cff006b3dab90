// Processes by their start: a living one has it, one that is gone has none.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { sessionOf, startOf } from './proc.ts';

it('is the same at each look, and another for another process', async () => {
  const own = startOf(process.pid);
  expect(own).toMatch(/^\d+$/);
  expect(startOf(process.pid)).toBe(own);
  const child = spawn('sleep', ['60'], { detached: true });
  const pid = child.pid!;
  expect(Number(startOf(pid))).toBeGreaterThanOrEqual(Number(own));
  expect(sessionOf(pid)).toBe(pid);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(startOf(pid)).toBe('');
  expect(sessionOf(pid)).toBeNaN();
});
