// What counts as a dead lab: its process is gone, or only a zombie, or another process has its pid.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processStart, removeLeftovers } from './leftovers.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leftovers-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function lab(name: string, pid: number, start: string): void {
  mkdirSync(join(dir, name));
  writeFileSync(
    join(dir, name, 'state.json'),
    JSON.stringify({ pid, start, cgroup: '/nowhere/ebpf-talk-1' }),
  );
}

it('leaves a living lab alone and removes dead ones', async () => {
  lab('lab-1', process.pid, processStart(process.pid));
  lab('lab-2', process.pid, 'another time');
  lab('lab-3', 2 ** 22 + 1, '1');
  expect(await removeLeftovers(dir)).toHaveLength(2);
  expect(await removeLeftovers(dir)).toEqual([]);
});

it('names what it cannot read, and how to remove it', async () => {
  mkdirSync(join(dir, 'lab-9'));
  expect((await removeLeftovers(dir))[0]).toMatch(/lab-9: .*remove it by hand with: sudo rm -r .*lab-9/);
});

it('takes a zombie for dead', async () => {
  // The shell becomes a program that doesn't wait for its child.
  const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 30'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const pid = Number(
      await new Promise((resolve) => parent.stdout.once('data', (data) => resolve(`${data}`))),
    );
    const isZombie = () => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    for (let tries = 0; tries < 100 && !isZombie(); tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isZombie()).toBe(true);
    expect(processStart(pid)).toBe('');
    expect(processStart(process.pid)).not.toBe('');
  } finally {
    parent.kill('SIGKILL');
  }
});
