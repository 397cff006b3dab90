// A stamp records the sources of a build, so that an unchanged one is not built again.
// It compares content, not times, since a checkout or a copy changes times.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders that a build makes or doesn't read. */
const NOT_SOURCES = new Set(['target', '.git', 'node_modules']);

/** SHA-256 (hex) over every source file's path and bytes below `dir`, and over `extra` (say, a compiler's name). */
export function fingerprint(dir: string, extra: readonly string[] = []): string {
  const hash = createHash('sha256');
  for (const text of extra) hash.update(`${text.length}:${text}`);
  for (const path of sources(dir, '')) {
    const bytes = readFileSync(join(dir, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function sources(dir: string, below: string): string[] {
  return readdirSync(join(dir, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return NOT_SOURCES.has(entry.name) ? [] : sources(dir, path);
      return entry.isFile() ? [path] : [];
    });
}

/** The stamp in the file; undefined when there is none. */
export function readStamp(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

export function writeStamp(file: string, print: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${print}\n`);
}
