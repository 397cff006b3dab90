// A process's start and session: a live one has both, one that is gone has neither.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { sessionOf, startOf } from './proc.ts';

it('stays the same for a process, and differs for another one', async () => {
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
