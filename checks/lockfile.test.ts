// package-lock.json names every platform's optional packages, without which `npm ci` fails on all platforms.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

type Entry = {
  optionalDependencies?: Record<string, string>;
};

it('names every optional platform package', () => {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
  const packages: Record<string, Entry> = lock.packages;
  const lacking = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
    ),
  );
  expect(lacking).toEqual([]);
});
