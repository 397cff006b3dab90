// The folder of named network namespaces goes with the last lab that made it, and with nobody's namespaces in it.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeOwnNetns } from './netns.ts';

let dir: string;
let folder: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'netns-'));
  folder = join(dir, 'folder');
  mkdirSync(folder);
});
afterEach(() => rmSync(dir, { recursive: true }));

const there = () => {
  removeOwnNetns(dir, folder);
  return existsSync(folder);
};

it('removes only what a lab has made, after the last one', () => {
  expect(there()).toBe(true);
  writeFileSync(join(dir, 'netns'), '');
  mkdirSync(join(dir, 'lab-7'));
  expect(there()).toBe(true);
  rmSync(join(dir, 'lab-7'), { recursive: true });
  expect(there()).toBe(false);
});

it('leaves a folder that others use', () => {
  writeFileSync(join(dir, 'netns'), '');
  writeFileSync(join(folder, 'theirs'), '');
  expect(there()).toBe(true);
  expect(existsSync(join(dir, 'netns'))).toBe(false);
});
