// The versions of packages and of the deck, from package files and git.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './server-process.ts';

/** @param modules a node_modules folder below the project's. */
export function packageVersion(name: string, modules = 'node_modules'): string {
  return JSON.parse(readFileSync(join(ROOT, modules, name, 'package.json'), 'utf8')).version;
}

/** The commit, and whether files differ from it. */
export function deckVersion(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes';
    return `${git('rev-parse', '--short', 'HEAD')}${changed}`;
  } catch {
    return 'not in git';
  }
}
