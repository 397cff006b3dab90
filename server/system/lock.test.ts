// Turns among processes: no wait when alone, a wait until the other ends, and a wait that is aborted.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inTurn } from './lock.ts';

let dir: string;
let other: ChildProcess | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'deck-turn-'));
});
afterEach(() => {
  other?.kill('SIGKILL');
  rmSync(dir, { recursive: true });
});

/** Another process that holds the lock until it is killed. */
async function hold(): Promise<ChildProcess> {
  other = spawn('flock', ['--exclusive', '--no-fork', dir, 'sh', '-c', 'echo held; exec sleep 60']);
  await once(other.stdout!, 'data');
  return other;
}

const never = new AbortController().signal;

it('begins at once when no other process is there', async () => {
  let waits = 0;
  const turn = { signal: never, onWait: () => void waits++ };
  expect(await inTurn(dir, turn, async (waited) => waited)).toBe(false);
  expect(await inTurn(dir, turn, async (waited) => waited)).toBe(false);
  expect(waits).toBe(0);
});

it('waits for another process until that is killed', async () => {
  const holder = await hold();
  const order: string[] = [];
  const turn = {
    signal: never,
    onWait: () => {
      order.push('waits');
      setTimeout(() => {
        order.push('killed');
        holder.kill('SIGKILL');
      }, 100);
    },
  };
  const waited = await inTurn(dir, turn, async (waited) => {
    order.push('in');
    return waited;
  });
  expect([waited, ...order]).toEqual([true, 'waits', 'killed', 'in']);
});

it('lets one in at a time, also within one process, and goes on after one that fails', async () => {
  let inside = 0;
  let most = 0;
  const visit = (fails: boolean) =>
    inTurn(dir, { signal: never, onWait() {} }, async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
      if (fails) throw new Error('no disk');
    });
  const ends = await Promise.allSettled([visit(true), visit(false), visit(true), visit(false)]);
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(most).toBe(1);
});

it('stops waiting when it is aborted', async () => {
  await hold();
  const ending = new AbortController();
  const turn = { signal: ending.signal, onWait: () => void setTimeout(() => ending.abort(), 20) };
  expect(await inTurn(dir, turn, async () => ending.signal.aborted)).toBe(true);
});
