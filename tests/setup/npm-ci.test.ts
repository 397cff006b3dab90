// Two starts in one folder without node_modules: one installs the packages, the other waits, and both go on.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROOT } from '../support/deck.ts';

let dir: string;
let holder: ChildProcess | undefined;

/** A project with one package and one verb, inside our own, where Node finds esbuild. */
beforeEach(() => {
  dir = mkdtempSync(join(ROOT, '.cache/npm-ci-'));
  for (const name of ['start.mjs', 'built.mjs']) cpSync(join(ROOT, name), join(dir, name));
  mkdirSync(join(dir, 'verbs'));
  mkdirSync(join(dir, 'word'));
  const json = (name: string, value: object) => writeFileSync(join(dir, name), JSON.stringify(value));
  json('word/package.json', { name: 'word', version: '1.0.0', main: 'word.cjs' });
  json('package.json', {
    name: 'two-starts',
    version: '1.0.0',
    type: 'module',
    scripts: { start: 'node start.mjs' },
    dependencies: { word: 'file:./word' },
  });
  writeFileSync(join(dir, 'word/word.cjs'), "module.exports = 'served';\n");
  const verb =
    "import word from 'word';\nexport default { main: async (): Promise<void> => console.log(word) };\n";
  writeFileSync(join(dir, 'verbs/start.ts'), verb);
  execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit'], {
    cwd: dir,
    stdio: 'ignore',
  });
});
afterEach(() => {
  holder?.kill('SIGKILL');
  rmSync(dir, { recursive: true });
});

function start() {
  const child = spawn(process.execPath, ['start.mjs'], { cwd: dir });
  const run = { output: '', ended: once(child, 'exit').then(([status]) => status as number | null) };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      run.output += data;
    });
  }
  return run;
}

it('runs npm ci once', async () => {
  expect(existsSync(join(dir, 'node_modules'))).toBe(false);
  // Both begin while a third process holds the lock; then that is killed.
  holder = spawn('flock', [
    '--no-fork',
    join(dir, 'package-lock.json'),
    'sh',
    '-c',
    'echo held; exec sleep 100',
  ]);
  await once(holder.stdout!, 'data');
  const runs = [start(), start()];
  await expect
    .poll(() => runs.filter(({ output }) => output.includes('waiting for it')).length, { timeout: 20_000 })
    .toBe(2);
  holder.kill('SIGKILL');
  expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(runs.map(({ output }) => output.includes('served'))).toEqual([true, true]);
  expect(runs.filter(({ output }) => output.includes('running npm ci (')).length).toBe(1);
  const again = start();
  expect([await again.ended, again.output]).toEqual([0, 'served\n']);
});
