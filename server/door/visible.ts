// Which files of the build a viewer and a remote may fetch: the list of what their pages load.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../protocol/role.ts';

/** An entry of Vite's manifest (vite.dev/guide/backend-integration). */
type Chunk = {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
  assets?: string[];
};
type Manifest = Record<string, Chunk>;

/** A role's page, by its name in the build, and the folders that it shows files from. */
const PAGES: Record<Exclude<Role, 'speaker'>, { page: string; folders: string[] }> = {
  viewer: { page: 'index.html', folders: ['fonts', 'casts', 'images'] },
  remote: { page: 'remote.html', folders: ['fonts'] },
};

/** Fonts and pictures that style sheets name; never scripts. */
const NO_SCRIPT = /\.(woff2?|svg|png|jpe?g|webp|avif|ico)$/;

/** The icon of every page, in public/. */
const ICON = 'icon.svg';

export type Visible = (role: Role, pathname: string) => string | null;

/**
 * Reads the build once. A file on neither list is for the speaker alone: the notes are in scripts that only the speaker's
 * page and the printed notes load.
 * @param dist the folder of a build with `.vite/manifest.json`.
 * @throws Error when the build has no manifest, or it lacks a page.
 */
export function visibleFiles(dist: string): Visible {
  const file = join(dist, '.vite/manifest.json');
  if (!existsSync(file)) throw new Error(`${file} is missing; remove ${dist} and start again`);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const paths = { viewer: pathsOf('viewer', dist, manifest), remote: pathsOf('remote', dist, manifest) };
  return (role, pathname) => {
    if (role === 'speaker') return pathname;
    return paths[role].get(decoded(pathname)) ?? null;
  };
}

/** From address to file, both decoded. A path is looked up, not built, so `..` and `%2f` match nothing. */
function pathsOf(role: keyof typeof PAGES, dist: string, manifest: Manifest): Map<string, string> {
  const { page, folders } = PAGES[role];
  const files = loadedBy(page, manifest);
  for (const name of filesBelow(dist, 'assets')) if (NO_SCRIPT.test(name)) files.add(name);
  for (const folder of folders) for (const name of filesBelow(dist, folder)) files.add(name);
  files.add(ICON);
  const paths = new Map([...files].map((name) => [`/${name}`, `/${name}`]));
  paths.set(`/${page}`, `/${page}`);
  paths.set(page === 'index.html' ? '/' : `/${page.replace(/\.html$/, '')}`, `/${page}`);
  return paths;
}

/** Everything a page may load: scripts, including those it loads later, and their style sheets. */
function loadedBy(page: string, manifest: Manifest): Set<string> {
  if (!manifest[page])
    throw new Error(`the build has no ${page}; it is older than this server: build it again`);
  const seen = new Set<string>();
  const files = new Set<string>();
  const walk = (name: string) => {
    const chunk = manifest[name];
    if (!chunk || seen.has(name)) return;
    seen.add(name);
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) walk(next);
  };
  walk(page);
  return files;
}

function filesBelow(dist: string, folder: string): string[] {
  const dir = join(dist, folder);
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dist.length + 1));
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return '';
  }
}
