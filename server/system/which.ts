// Finds programs: the first executable with a name in a list of folders.
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Folders in which Debian keeps commands that an ordinary user's PATH may lack. */
export const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The path of the first executable with that name; folders are searched in order. */
export function which(name: string, dirs: readonly string[]): string | undefined {
  return dirs.map((dir) => join(dir, name)).find(executable);
}

/** The folders of our own PATH, each once. */
export function pathDirs(): string[] {
  return [...new Set((process.env.PATH ?? '').split(delimiter))].filter((dir) => dir !== '');
}

/** Whether the path is a file that this user may run. */
export function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
