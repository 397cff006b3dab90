// The bpf-linker that goes before ours, really run: which arguments it replaces, and which it passes on.
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

it('replaces the library with the merged one, and passes the rest on unchanged', () => {
  expect(link('--export', 'a b', '*', library, '-o', 'out')).toEqual([
    '--export',
    'a b',
    '*',
    merged,
    '-o',
    'out',
  ]);
});

it('passes the library itself on when it is not the one that was merged', () => {
  utimesSync(library, 1, 1_000_000);
  expect(link(library)).toEqual([library]);
});

it('passes the library itself on when the merged one is gone', () => {
  rmSync(merged);
  expect(link(library)).toEqual([library]);
});
