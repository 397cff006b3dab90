// Which files cargo compiled an artifact from, and how it is made to compile a package again.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Package } from '../setup/package.ts';
import type { Artifact } from './rustc.ts';

/** Whether the compiler has read the file for this artifact: its dep-info, in make's format, lists what it read. */
export function hasRead(path: string, { workspace, dir }: Package, { filenames }: Artifact): boolean {
  return filenames.some((name) => {
    if (!name.endsWith('.rmeta')) return false;
    const list = join(dirname(name), `${basename(name, '.rmeta').replace(/^lib/, '')}.d`);
    try {
      const names = readFileSync(list, 'utf8')
        .replaceAll('\\ ', '\0')
        .split(/[\s:]+/);
      return names
        .map((each) => each.replaceAll('\0', ' '))
        .some((each) => resolve(workspace, each) === path || resolve(dir, each) === path);
    } catch {
      return false;
    }
  });
}

/** Makes cargo compile the package anew, its dependencies not. */
export function compileAgain({ dir }: Package, { filenames }: Artifact): void {
  const name = /^\s*name\s*=\s*"([\w-]+)"/m.exec(readFileSync(join(dir, 'Cargo.toml'), 'utf8'))?.[1];
  const file = filenames.find((each) => each.endsWith('.rmeta'));
  if (!name || !file) return;
  const prints = join(dirname(dirname(file)), '.fingerprint');
  for (const each of readable(prints)) {
    if (each.startsWith(`${name}-`)) rmSync(join(prints, each), { recursive: true, force: true });
  }
}

function readable(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
