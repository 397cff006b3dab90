// Commands end, with their process groups, when the process that started them ends, even if it is killed.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { guarded, run } from './command.ts';

const alive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

it('returns the status and both streams, and calls back with each line', async () => {
  const lines: string[] = [];
  const script = 'echo one; printf "two\\rthree\\n" >&2; printf last; exit 3';
  const result = await run('/bin/sh', ['-c', script], {
    onLine: (line, from) => lines.push(`${from} ${line}`),
  });
  expect(result).toMatchObject({ status: 3, stdout: 'one\nlast' });
  expect(lines.sort()).toEqual(['stderr three', 'stderr two', 'stdout last', 'stdout one']);
});

it('has status 127 and a line in stderr when the program is missing', async () => {
  const { status, stderr } = await run('/no/such/program', []);
  expect(status).toBe(127);
  expect(stderr).toContain('/no/such/program');
});

it('passes a guarded command its arguments, and returns its status', async () => {
  const result = await run(...guarded('/bin/sh', ['-c', 'echo "$1|$2"; exit 5', 'x', 'a b', 'c']), {
    lifeline: true,
  });
  expect(result).toMatchObject({ status: 5, stdout: 'a b|c\n' });
});

it('ends the whole process group when aborted', async () => {
  const abort = new AbortController();
  let grandchild = 0;
  const done = run('/bin/sh', ['-c', 'sleep 60 & echo $!; wait'], {
    signal: abort.signal,
    onLine: (line) => {
      grandchild = Number(line);
      abort.abort();
    },
  });
  expect((await done).status).toBe(128 + 15);
  await expect.poll(() => alive(grandchild)).toBe(false);
});

it.runIf(process.platform === 'linux')(
  'leaves no process of a guarded command when its owner is killed',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'guard-'));
    const file = join(dir, 'pid');
    const owner = `import { guarded, run } from ${JSON.stringify(fileURLToPath(new URL('command.ts', import.meta.url)))};
    await run(...guarded('/bin/sh', ['-c', 'sleep 61 & echo $! > ${file}; wait']), { lifeline: true });`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', owner], {
      stdio: 'inherit',
    });
    try {
      await expect
        .poll(() => existsSync(file) && readFileSync(file, 'utf8').trim(), { timeout: 10_000 })
        .toMatch(/^\d+$/);
      const pid = Number(readFileSync(file, 'utf8'));
      expect(alive(pid)).toBe(true);
      child.kill('SIGKILL');
      await expect.poll(() => alive(pid), { timeout: 3000 }).toBe(false);
    } finally {
      child.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    }
  },
  20_000,
);
