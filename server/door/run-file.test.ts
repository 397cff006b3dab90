// The file of the tokens: for the speaker alone, kept for a restart, not in a folder that others can change.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeRunFile } from './run-file.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'run-file-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('keeps a token of 256 bits a role for a restart on the same port, and no other', () => {
  const first = writeRunFile(4242, dir);
  const other = writeRunFile(4243, dir).tokens;
  for (const token of Object.values(first.tokens)) {
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(Object.values(other)).not.toContain(token);
  }
  expect(new Set(Object.values(first.tokens)).size).toBe(3);
  expect(writeRunFile(4242, dir).tokens).toEqual(first.tokens);
  expect(statSync(first.path).mode & 0o777).toBe(0o600);
});

it('makes new tokens after twelve hours, or when the file is damaged', () => {
  const { tokens, path } = writeRunFile(4242, dir);
  const content = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...content, since: content.since - 13 * 60 * 60 * 1000 }));
  let last = tokens;
  const expectNew = () => {
    const now = writeRunFile(4242, dir).tokens;
    for (const token of Object.values(now)) expect(Object.values(last)).not.toContain(token);
    last = now;
  };
  expectNew();
  const { speaker: token, remote } = last;
  for (const damage of [
    '{"token":"short"',
    JSON.stringify({ pid: 1, token, since: Date.now() }),
    JSON.stringify({ pid: 1, token, remote, viewer: token, since: Date.now() }),
  ]) {
    writeFileSync(path, damage);
    expectNew();
  }
});

it('does not use a folder that others can write, or a link', () => {
  chmodSync(dir, 0o777);
  const link = join(tmpdir(), `run-file-link-${process.pid}`);
  symlinkSync(dir, link);
  for (const wanted of [dir, link]) {
    const { path } = writeRunFile(4242, wanted);
    expect(dirname(path)).not.toBe(wanted);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    rmSync(dirname(path), { recursive: true });
  }
  rmSync(link);
});
