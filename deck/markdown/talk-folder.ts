// Reads a talk's folder: talk.ts, slide files, diagrams.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadTalk } from '../../talk/load.ts';
import { namedPath, SLIDE_FILE, shownPath, type TalkPlace } from '../../talk/place.ts';
import type { DeckSource } from './deck.ts';
import type { Fault } from './fault.ts';
import { pictureFiles } from './picture-files.ts';

/** The content of a talk's folder. */
export type TalkFolder = {
  /** Undefined when `faults` says why. */
  source: DeckSource | undefined;
  faults: Fault[];
  /**
   * Every file that was read, and the code that talk.ts imports, as absolute paths: a change in any of them changes the
   * deck. It grows while the deck is built, since that reads source code for the slides.
   */
  reads: Set<string>;
};

/**
 * Reads a talk's folder.
 * @throws Error when the system can't read a file.
 */
export async function readTalkFolder(place: TalkPlace): Promise<TalkFolder> {
  const { dir } = place;
  const names = (await readdir(dir)).filter((name) => SLIDE_FILE.test(name)).sort(byPrefix);
  const paths = names.map((name) => path.join(dir, name));
  const files = await Promise.all(
    paths.map(async (file) => ({ file: shownPath(place, file), text: await readFile(file, 'utf8') })),
  );
  const faults: Fault[] = [];
  const folder = shownPath(place, dir);
  if (files.length === 0) {
    const fix = 'write 01-title.md, or run in the talk’s folder';
    faults.push({ file: folder, line: 1, what: 'no slides', fix });
  }
  const loaded = await loadTalk(place);
  faults.push(...loaded.faults);
  const reads = new Set([...paths, path.join(dir, 'talk.ts'), ...loaded.reads]);
  const diagrams = diagramsIn(path.join(dir, 'theme/diagrams'));
  const code = (name: string) => {
    const file = namedPath(place, name);
    if (file === undefined) return undefined;
    reads.add(file);
    return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : undefined;
  };
  const beside = (name: string) => {
    // A program is the first two parts of the path: `./shop/…`, `bpf/ping-monitor/…`.
    const program = name.split('/').slice(0, 2).join('/');
    const folder = namedPath(place, program);
    return folder === undefined ? [] : sourcesIn(folder, program).filter((other) => other !== name);
  };
  const look = pictureFiles(dir, (file) => reads.add(file));
  const source = loaded.talk && { talk: loaded.talk, folder, files, diagrams, source: code, beside, look };
  return { source, faults, reads };
}

/** 2-x.md comes before 10-x.md. */
function byPrefix(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || a.localeCompare(b);
}

/** Rust and C files below a folder, named as in slides; without tests and build output. */
function sourcesIn(dir: string, name: string): string[] {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const below = `${name}/${entry.name}`;
    if (entry.isFile()) return /\.(rs|c|h)$/.test(entry.name) ? [below] : [];
    const other = ['target', 'node_modules', 'tests'].includes(entry.name) || entry.name.startsWith('.');
    return entry.isDirectory() && !other ? sourcesIn(path.join(dir, entry.name), below) : [];
  });
}

function diagramsIn(dir: string): DeckSource['diagrams'] {
  return {
    read: (name) => {
      const file = path.join(dir, `${name}.svg`);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
    names: () =>
      existsSync(dir)
        ? readdirSync(dir)
            .filter((name) => name.endsWith('.svg'))
            .map((name) => name.slice(0, -'.svg'.length))
        : [],
  };
}
