// docs/security.md names files that exist, and a test for every threat.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/deck.ts';

const text = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => cells.length === 6 && cells[1] !== 'threat');

it('names files that exist', () => {
  const named = [...text.matchAll(/`([\w./-]+\/[\w.-]+\.(?:ts|md))`/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(40);
  for (const path of named) {
    expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
  }
});

it('names a test for every threat, or states that there is none', () => {
  expect(rows.length).toBeGreaterThan(35);
  for (const [, threat, , , test] of rows) {
    expect([threat, test]).toEqual([threat, expect.stringMatching(/\.test\.ts`|^none: see below$/)]);
  }
});
