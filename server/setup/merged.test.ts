// The bpf-linker in front of ours, run: what it hands on, and when it leaves everything as it is.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { script } from './merged.ts';

let dir: string;
let library: string;
let merged: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "linker's "));
  library = join(dir, 'libcompiler_builtins-1.rlib');
  merged = join(dir, 'merged.rlib');
  for (const file of [library, merged]) writeFileSync(file, '');
  execFileSync('touch', ['-r', library, merged]);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function link(...args: string[]): string[] {
  const front = join(dir, 'front');
  const real = join(dir, 'real');
  writeFileSync(real, `#!/bin/sh\nprintf '%s\\n' "$@"\nexit 3\n`);
  writeFileSync(front, script(library, merged, real));
  for (const file of [front, real]) chmodSync(file, 0o755);
  try {
    execFileSync(front, args);
  } catch (error) {
    // The status is the linker's own.
    expect((error as { status: number }).status).toBe(3);
    return (error as { stdout: Buffer }).stdout.toString().trimEnd().split('\n');
  }
  throw new Error('it ended with 0');
}

it('puts the merged library in the place of the other, and hands on the rest as it is', () => {
  expect(link('--export', 'a b', '*', library, '-o', 'out')).toEqual([
    '--export',
    'a b',
    '*',
    merged,
    '-o',
    'out',
  ]);
});

it('hands on the library itself when it is another one than was merged', () => {
  utimesSync(library, 1, 1_000_000);
  expect(link(library)).toEqual([library]);
});

it('hands on the library itself when the merged one is gone', () => {
  rmSync(merged);
  expect(link(library)).toEqual([library]);
});
