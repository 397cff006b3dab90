// Which cargo package a file belongs to, and whether that is compiled for the kernel.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export type Package = {
  /** Folder of its Cargo.toml, absolute. */
  dir: string;
  /** Folder of its workspace; its own folder without one. */
  workspace: string;
  /** It is compiled for the kernel. */
  kernel: boolean;
};

/**
 * The package of the nearest Cargo.toml above a file.
 * @param top the last folder to look in.
 * @returns undefined when there is none.
 */
export function packageOf(file: string, top: string): Package | undefined {
  let found: Package | undefined;
  for (let dir = dirname(file); ; dir = dirname(dir)) {
    const manifest = read(join(dir, 'Cargo.toml'));
    if (!found && manifest && /^\s*\[package\]/m.test(manifest)) {
      found = { dir, workspace: dir, kernel: /^\s*aya-ebpf\b/m.test(manifest) };
    }
    if (found && manifest && /^\s*\[workspace\]/m.test(manifest)) return { ...found, workspace: dir };
    if (dir === top || relative(top, dir).startsWith('..')) return found;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
