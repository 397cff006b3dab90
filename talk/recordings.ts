// Checks a talk's recordings: readable, of the steps as they are, and not older than the code that they show.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Cast, type Prints, parseCast } from '../protocol/cast.ts';
import type { Demo, Step } from '../protocol/demo.ts';
import { keyOf } from '../protocol/pane.ts';
import { fillCommand, type Talk } from '../protocol/talk.ts';
import { namedPath, shownPath, type TalkPlace } from './place.ts';

/** Folders with nothing that a person wrote. */
const MADE = new Set(['target', 'node_modules', 'dist', '.git', '.cache']);

/** How much of a SHA-256 is kept, in hex digits: enough to see a change. */
const DIGITS = 8;

/**
 * What is wrong with the talk's recordings, one line each: the file, with its line where there is one, and the command
 * that records anew. The deck still runs: what can be shown is shown.
 * @param talk as its author wrote it, without the names of this machine's network.
 */
export function recordingFaults(place: TalkPlace, talk: Talk): string[] {
  return talk.demos.flatMap((demo) => {
    if (demo.steps.length === 0) return [];
    const fix = `fix: ${recordCommand(place, demo.id)}`;
    return faultsOf(place, talk, demo).map((fault) => `${fault}; ${fix}`);
  });
}

/** The command that records a demo anew. */
export function recordCommand({ root, dir }: Pick<TalkPlace, 'root' | 'dir'>, demo: string): string {
  const own = dir === path.join(root, 'slides');
  const quoted = /[^\w./@:+-]/.test(dir) ? `'${dir.replaceAll("'", String.raw`'\''`)}'` : dir;
  return `npm run record -- ${own ? '' : `--talk ${quoted} `}${demo}`;
}

/** Fingerprints of what a demo's recording shows; a cast's header keeps them. */
export function printsOf(place: TalkPlace, talk: Talk, demo: Demo): { steps: Prints; code: Prints } {
  const steps = Object.fromEntries(demo.steps.map((step) => [step.id, printOfStep(talk, demo, step)]));
  const code: Prints = {};
  for (const name of shownCode(talk, demo)) {
    const file = namedPath(place, name);
    if (file !== undefined && existsSync(file)) code[name] = printOfFiles(file);
  }
  return { steps, code };
}

function faultsOf(place: TalkPlace, talk: Talk, demo: Demo): string[] {
  const files = demo.panes.map((pane) => ({
    pane,
    file: path.join(place.casts, `${keyOf(demo.id, pane.id)}.cast`),
  }));
  const shown = (file: string) => shownPath(place, file);
  const missing = files.filter(({ file }) => !existsSync(file));
  if (missing.length === files.length) return [`the demo ${demo.id} has no recording`];
  const faults = missing.map(({ file }) => `${shown(file)}: there is no such recording`);
  const casts: { file: string; cast: Cast }[] = [];
  for (const { pane, file } of files.filter((each) => !missing.includes(each))) {
    try {
      const cast = parseCast(readFileSync(file, 'utf8'), shown(file));
      casts.push({ file: shown(file), cast });
      const { width, height, pane: of } = cast.header;
      if (of !== undefined && of !== keyOf(demo.id, pane.id))
        faults.push(`${shown(file)}:1: a recording of ${of}`);
      if (width !== pane.cols || height !== pane.rows)
        faults.push(
          `${shown(file)}:1: recorded with ${width} x ${height}, and pane ${pane.id} has ${pane.cols} x ${pane.rows}`,
        );
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      faults.push(
        code ? `${shown(file)}: can't be read (${code})` : message.replace(/[,;] record it again$/, ''),
      );
    }
  }
  const first = casts[0];
  if (!first || casts.length < files.length) return faults;
  const other = casts.find(({ cast }) => cast.header.timestamp !== first.cast.header.timestamp);
  if (other) faults.push(`${other.file}:1: not of the same run as ${first.file}`);
  return [...faults, ...otherSteps(talk, demo, casts, first), ...olderThanCode(place, talk, demo, first)];
}

type Recorded = { file: string; cast: Cast };

/** A recording of other steps, in another order, or of the same ones with other commands. */
function otherSteps(talk: Talk, demo: Demo, casts: readonly Recorded[], first: Recorded): string[] {
  const markers = casts
    .flatMap(({ cast }) => cast.events.filter(({ kind }) => kind === 'marker'))
    .sort((a, b) => a.at - b.at);
  const recorded = [...new Set(markers.map(({ data }) => data))];
  const ids = demo.steps.map(({ id }) => id);
  const added = ids.filter((id) => !recorded.includes(id));
  const gone = recorded.filter((id) => !ids.includes(id));
  const faults: string[] = [];
  const say = (what: string) => faults.push(`${first.file}: recorded with other steps: ${what}`);
  if (added.length > 0) say(`it has no ${added.join(', ')}`);
  if (gone.length > 0) say(`the demo has no ${gone.join(', ')} any more`);
  if (faults.length > 0) return faults;
  if (recorded.join() !== ids.join()) say(`they were in the order ${recorded.join(', ')}`);
  const then = prints(first.cast.header.steps);
  const changed = demo.steps.filter(({ id }) => id in then);
  for (const step of changed.filter((step) => then[step.id] !== printOfStep(talk, demo, step)))
    say(`${step.id} has changed since`);
  return faults;
}

function olderThanCode(place: TalkPlace, talk: Talk, demo: Demo, first: Recorded): string[] {
  const then = prints(first.cast.header.code);
  const { code } = printsOf(place, talk, demo);
  const newer = Object.keys(code).filter((name) => name in then && then[name] !== code[name]);
  return newer.length === 0 ? [] : [`${first.file}: older than the code that it shows: ${newer.join(', ')}`];
}

/** Recordings of before, and of asciinema, have none. */
function prints(given: unknown): Prints {
  return typeof given === 'object' && given !== null ? (given as Prints) : {};
}

/** What is typed, and where: not what its output is expected to be, nor how fast it is typed. */
function printOfStep(talk: Talk, demo: Demo, { pane, command, instead, edit, interrupt }: Step): string {
  const typed = [command, instead ?? ''].map((text) => fillCommand(text, talk.stage));
  const { cwd = '', env = {} } = demo.panes.find(({ id }) => id === pane) ?? {};
  return hash(JSON.stringify([pane, cwd, env, typed, edit ?? null, interrupt]));
}

/** Files and folders, as talk.ts names them, whose content a demo's recording shows. */
function shownCode(talk: Talk, { needs, files, panes, steps, workspace }: Demo): string[] {
  const builds = talk.builds.filter(({ id }) => needs.includes(id)).map(({ dir }) => dir);
  const edited = files.flatMap(({ template, finished }) => [template, finished]);
  const generated = steps.some(({ command }) => command.includes('{template}')) ? [talk.template] : [];
  // The whole talk is no demo's code: its slides and recordings are in it.
  const folders = panes.map(({ cwd }) => cwd).filter((cwd) => cwd.startsWith('./') && cwd !== './');
  const all = [...builds, ...edited, ...generated, ...folders];
  return [...new Set(all)].filter((name) => name !== '' && name !== workspace).sort();
}

function printOfFiles(file: string): string {
  if (!statSync(file).isDirectory()) return hash(readFileSync(file));
  const names = readdirSync(file, { withFileTypes: true })
    .filter((entry) => (entry.isDirectory() ? !MADE.has(entry.name) : entry.isFile()))
    .map(({ name }) => name)
    .sort();
  return hash(names.map((name) => `${name}\0${printOfFiles(path.join(file, name))}\n`).join(''));
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, DIGITS);
}
