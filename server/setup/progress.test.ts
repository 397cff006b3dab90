// The progress lines that people read, from cargo's and apt's own output, and a part's line.
import { describe, expect, it } from 'vitest';
import { readStatus } from './apt.ts';
import { firstError, readProgress } from './cargo.ts';
import { partLine } from './progress.ts';

describe('readProgress', () => {
  it.each([
    ['    Building [=======>      ] 34/128: aya, tokio', 'compiling, 34 of 128 crates'],
    ['  Downloaded 301 crates (36.0MiB) in 3.94s (largest was `aws-lc-sys` at 9.2MiB)', 'fetched 301 crates'],
    ['    Updating crates.io index', 'reading the crate index'],
    ['    Blocking waiting for file lock on package cache', 'waiting for another cargo to finish'],
    ['   Compiling aya v0.14.0', undefined],
  ])('%s', (line, shown) => expect(readProgress(line)).toBe(shown));
});

describe('firstError', () => {
  it('names the place of a compile error', () => {
    const stderr = 'warning: x\nerror[E0133]: call to unsafe function\n  --> src/main.rs:47:22\n   |';
    expect(firstError(stderr)).toBe('error[E0133]: call to unsafe function (src/main.rs:47:22)');
  });

  it('names the cause when there is one', () => {
    const stderr = 'error: failed to compile `x`, see /y\n\nCaused by:\n  rustc 1.96.0 is not supported\n';
    expect(firstError(stderr)).toBe('error: failed to compile `x`, see /y rustc 1.96.0 is not supported');
  });

  it('is undefined without an error line', () => expect(firstError('Killed')).toBeUndefined());
});

describe('readStatus', () => {
  it.each([
    ['dlstatus:3:42.6:Retrieving file 3 of 40 (2s remaining)', 'downloading, 43 %'],
    ['pmstatus:libc6:12.0:Unpacking libc6 (amd64)', 'unpacking and configuring, 12 %'],
    ['Setting up libc6 ...', undefined],
  ])('%s', (line, shown) => expect(readStatus(line)).toBe(shown));
});

describe('partLine', () => {
  it('has the fix below the failure', () => {
    const line = partLine({
      id: 'linker',
      title: 'bpf-linker',
      state: 'failed',
      line: 'no rustc',
      fix: 'npm run setup',
    });
    expect(line).toMatch(/^bpf-linker +failed +no rustc\n +fix: npm run setup$/);
  });
});
