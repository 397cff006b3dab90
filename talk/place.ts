// Where a talk lives: its folder, its recordings and built pages, and how messages name its files.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** `NN-name.md` */
export const SLIDE_FILE = /^\d+-.+\.md$/;

/** The default of `--talk`, below the project's folder. */
const DEFAULT_TALK = 'slides';

/** File name of a talk's settings for the real network. */
const LOCAL = 'talk.local.json';

export type TalkPlace = {
  /** The project's folder, absolute. */
  root: string;
  /** The talk's folder, absolute. */
  dir: string;
  /** Messages give paths relative to this: the project, or the parent folder of a talk elsewhere. */
  base: string;
  /** Where its recordings are. */
  casts: string;
  /** Where the pages that the server serves are built. */
  pages: string;
  /** The settings for the real network, not in git. */
  local: string;
};

/**
 * Finds a talk's folder.
 * @param wanted as given with `--talk`; slides/ without it.
 * @param from the folder that `wanted` is relative to.
 * @throws Error with one line: what is missing, and what to do.
 */
export function findTalk(root: string, wanted: string | undefined, from: string): TalkPlace {
  const dir = path.resolve(from, wanted ?? path.join(root, DEFAULT_TALK));
  const named = `--talk ${wanted ?? DEFAULT_TALK}`;
  const copy = 'copy examples/minimal to begin one';
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${named}: there is no folder ${dir}; name the folder of a talk, or ${copy}`);
  const slides = readdirSync(dir).some((name) => SLIDE_FILE.test(name));
  const talk = existsSync(path.join(dir, 'talk.ts'));
  if (!slides && !talk) throw new Error(`${named}: ${dir} holds no talk; ${copy}`);
  if (!talk)
    throw new Error(`${named}: there is no talk.ts in ${dir}; add it: it declares title, sections, demos`);
  if (!slides) throw new Error(`${named}: there are no slides in ${dir}; write 01-title.md`);
  return talkPlace(root, dir);
}

/** The same without checking what is there; `dir` is absolute. */
export function talkPlace(root: string, dir: string): TalkPlace {
  return {
    root,
    dir,
    base: isWithin(root, dir) ? root : path.dirname(dir),
    casts: path.join(dir, 'casts'),
    pages: path.join(root, '.cache/talks', nameOf(dir), 'dist'),
    local: path.join(dir, LOCAL),
  };
}

/**
 * Finds settings for the real network at their old place, beside package.json, where they are no longer read.
 * @returns one line with the command that moves them, or undefined.
 */
export function misplacedLocal(root: string): string | undefined {
  const { local, base } = talkPlace(root, path.join(root, DEFAULT_TALK));
  if (!existsSync(path.join(root, LOCAL)) || existsSync(local)) return undefined;
  const to = path.relative(base, local);
  return `${LOCAL} is not read here any more: it belongs in the talk's folder; fix: mv ${LOCAL} ${to}`;
}

/** The folder that paths in an npm script's arguments are relative to: npm itself changes to the project's. */
export function startedFrom(root: string, env = process.env, cwd = process.cwd()): string {
  const byNpm = cwd === root && env.npm_package_json === path.join(root, 'package.json');
  return (byNpm && env.INIT_CWD) || cwd;
}

/** A file of the talk as messages show it: `slides/03-demo.md`, `my-talk/talk.ts`. */
export function shownPath(place: Pick<TalkPlace, 'base'>, file: string): string {
  return path.relative(place.base, file).split(path.sep).join('/');
}

/**
 * A file or folder that slides or talk.ts name: `.` and `./…` are the talk's own, anything else is below the project.
 * @returns undefined if it is outside that folder, by its name or by a link.
 */
export function namedPath(place: Pick<TalkPlace, 'root' | 'dir'>, name: string): string | undefined {
  const inside = name === '.' || name.startsWith('./') ? place.dir : place.root;
  const file = path.resolve(inside, name);
  if (!isWithin(inside, file)) return undefined;
  if (existsSync(file) && !isWithin(realpathSync(inside), realpathSync(file))) return undefined;
  return file;
}

export function isWithin(dir: string, file: string): boolean {
  const from = path.relative(dir, file);
  return from === '' || (from !== '..' && !from.startsWith(`..${path.sep}`) && !path.isAbsolute(from));
}

/** Talks don't share built pages, even when their folders have the same name. */
function nameOf(dir: string): string {
  return `${path.basename(dir)}-${createHash('sha256').update(dir).digest('hex').slice(0, 8)}`;
}
