// Every kind of fence is in the list, and has a test beside it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FENCES } from './kinds.ts';

const FOLDER = import.meta.dirname;
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);

test('each kind in this folder is in the list once, and has its test', async () => {
  const found: unknown[] = [];
  for (const name of files) {
    const exported = Object.entries(await import(join(FOLDER, name)));
    for (const [, kind] of exported.filter(([word]) => word.endsWith('Fence') && word !== 'renderFence')) {
      found.push(kind);
      const beside = name.replace(/\.ts$/, '.test.ts');
      expect(existsSync(join(FOLDER, beside)), `${name} has no ${beside}`).toBe(true);
      expect(FENCES, `${name} is not in kinds.ts`).toContain(kind);
    }
  }
  expect(FENCES).toHaveLength(found.length);
});

test('no two kinds share a name', () => {
  const names = FENCES.flatMap((kind) => kind.names);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
