// Loads and checks a talk.ts; every fault has the author's own file and line.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { built } from '../built.mjs';
import { checkTalk, type Talk, type TalkFault } from '../protocol/talk.ts';
import { namedPath, shownPath, type TalkPlace } from './place.ts';

/** One mistake of the author, at a line of a file. */
export type Fault = {
  /** The path in the author's words: `slides/03-demo.md`. */
  file: string;
  /** 1-based. */
  line: number;
  /** What is wrong. */
  what: string;
  /** What to do about it, in the imperative. */
  fix: string;
};

/** `slides/03-demo.md:14: unknown demo "x"; use one of …` */
export function formatFault(fault: Fault): string {
  return `${fault.file}:${fault.line}: ${fault.what}; ${fault.fix}`;
}

export type LoadedTalk = {
  /** Undefined when `faults` says why. */
  talk: Talk | undefined;
  faults: Fault[];
  /** The code that talk.ts imports, as absolute paths. */
  reads: string[];
};

/**
 * Loads and checks a talk. Another content of talk.ts, or of what it imports, is loaded anew.
 * @returns its faults where it has some, with the author's own file and line.
 */
export async function loadTalk(place: TalkPlace): Promise<LoadedTalk> {
  const file = path.join(place.dir, 'talk.ts');
  const shown = shownPath(place, file);
  const fault = (line: number, what: string, fix = `fix it in ${shown}`): Fault => ({
    file: shown,
    line,
    what,
    fix,
  });
  if (!existsSync(file)) {
    const fix = 'add it: it declares sections, demos and steps';
    return { talk: undefined, faults: [fault(1, 'there is no talk.ts', fix)], reads: [] };
  }
  const text = readFileSync(file, 'utf8');
  let value: unknown;
  let reads: string[];
  try {
    const { file: module, inputs } = await built(file);
    value = (await import(pathToFileURL(module).href)).default;
    reads = inputs;
  } catch (error) {
    const message = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
    const lines = message.split('\n').filter((line) => line.trim() !== '');
    const what =
      lines.find((line) => line.includes('ERROR: '))?.replace(/^.*ERROR: /, '') ??
      lines[0] ??
      'it cannot be read';
    const { lineOfError } = await import('./lines.ts');
    return { talk: undefined, faults: [fault(lineOfError(text, message), what)], reads: [] };
  }
  const { talk, faults } = checkTalk(value);
  const all: TalkFault[] = talk ? wrongFolders(place, talk) : faults;
  if (talk && all.length === 0) return { talk, faults: [], reads };
  // Vite's parser is only needed, and only loaded, for a fault.
  const { lineOfField } = await import('./lines.ts');
  const told = all.map(({ path, what }) =>
    fault(lineOfField(text, path), `${path.join('.') || 'talk'}: ${what}`),
  );
  return { talk: undefined, faults: told, reads };
}

/**
 * The talk.
 * @throws Error with one line a fault, each with file and line.
 */
export async function openTalk(place: TalkPlace): Promise<Talk> {
  const { talk, faults } = await loadTalk(place);
  if (talk) return talk;
  throw new Error(faults.map(formatFault).join('\n'));
}

/** Checked here, since a missing folder would otherwise show only when a pane starts, on stage. */
function wrongFolders(place: TalkPlace, talk: Talk): TalkFault[] {
  const faults: TalkFault[] = [];
  const look = (name: string, keys: (string | number)[]) => {
    const dir = namedPath(place, name);
    if (dir === undefined) faults.push({ path: keys, what: `${name} leaves its folder` });
    else if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
      faults.push({
        path: keys,
        what: `there is no folder ${name} in ${name.startsWith('.') ? 'the talk' : 'the project'}`,
      });
  };
  for (const [d, demo] of talk.demos.entries())
    for (const [p, pane] of demo.panes.entries())
      if (pane.cwd !== demo.workspace) look(pane.cwd, ['demos', d, 'panes', p, 'cwd']);
  for (const [b, build] of talk.builds.entries()) look(build.dir, ['builds', b, 'dir']);
  if (talk.template) look(talk.template, ['template']);
  return faults;
}
