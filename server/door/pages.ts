// The deck's files for HTTP: Vite's middleware in dev, else the built pages, built again when out of date.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import sirv from 'sirv';
import type { LogLevel } from 'vite';
import { markServed } from '../../protocol/served.ts';
import type { Talk } from '../../protocol/talk.ts';
import type { TalkPlace } from '../../talk/place.ts';
import { SLIDES_PLUGIN, type SlidesApi } from '../../talk/slides-plugin.ts';
import { inTurn } from '../system/lock.ts';
import { readStamp, writeStamp } from '../system/stamp.ts';
import type { MayFetch, Pages } from './http.ts';
import { visibleFiles } from './visible.ts';

/** What the pages are built from, besides the talk's folder; relative to the project. */
const SOURCES = [
  'deck',
  'protocol',
  'screen',
  'talk',
  'public',
  'bpf',
  'index.html',
  'speaker.html',
  'remote.html',
  'print.html',
  'cheat.html',
  'vite.config.ts',
  'package-lock.json',
];

/** Folders with build results. */
const NO_SOURCES = new Set(['target', 'node_modules', 'dist', '.git']);

export type PageSource = {
  pages: Pages;
  /** Without it, everything is for the speaker alone. */
  mayFetch?: MayFetch;
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  dispose(): Promise<void>;
};

/**
 * Builds the deck if a source is newer, which takes about two seconds. Each talk has its own pages.
 * @returns the folder of the build.
 * @throws Error with file and line when a slide is broken.
 */
export async function builtFolder(place: TalkPlace, say: (line: string) => void): Promise<string> {
  const { pages: dist } = place;
  const stampFile = `${dist}.stamp`;
  const stamp = fingerprint(place);
  const isBuilt = () => existsSync(join(dist, 'index.html')) && readStamp(stampFile) === stamp;
  if (isBuilt()) return dist;
  mkdirSync(dirname(dist), { recursive: true });
  const onWait = () => say('another deck is building these slides: waiting for it');
  await inTurn(dirname(dist), { onWait }, async () => {
    if (isBuilt()) return;
    say('building the slides');
    await buildPages(place, dist);
    writeStamp(stampFile, stamp);
  });
  return dist;
}

/** The built deck, built again if it has to be. */
export async function builtPages(place: TalkPlace, say: (line: string) => void): Promise<PageSource> {
  const dist = await builtFolder(place, say);
  const files = sirv(dist, { dev: true, etag: true });
  const pages: Pages = (request, response, next) => {
    const page = pageName(request.url ?? '');
    if (page !== null && existsSync(join(dist, page))) sendPage(join(dist, page), response);
    else files(request, response, next);
  };
  return { pages, mayFetch: visibleFiles(dist), dispose: async () => {} };
}

/**
 * Builds the static deck into a folder, which is emptied first.
 * @throws Error with file and line when a slide is broken.
 */
export async function buildPages(
  place: TalkPlace,
  outDir: string,
  logLevel: LogLevel = 'warn',
): Promise<void> {
  nameTalk(place);
  const { build } = await import('vite');
  try {
    await build({ root: place.root, logLevel, build: { outDir, emptyOutDir: true } });
  } catch (error) {
    throw authorsFaults(error) ?? error;
  }
}

/** Prints the faults of slides and talk.ts once, although each page loads the slides and fails with them. */
function authorsFaults(error: unknown): Error | undefined {
  const { errors = [] } = error as { errors?: { plugin?: string; message: string; frame?: string }[] };
  const told = errors
    .filter(({ plugin }) => plugin === SLIDES_PLUGIN)
    .map(({ message, frame = '' }) => `${message}\n${frame}`.trimEnd());
  return told.length === 0 ? undefined : new Error([...new Set(told)].join('\n'));
}

/** Vite reads its configuration by itself; values of this run are passed in the environment. */
function nameTalk({ dir }: TalkPlace): void {
  process.env.DECK_TALK = dir;
}

/**
 * The deck from Vite, with hot reload; its socket is behind the same checks as ours.
 * @param renew gets each talk that the slides are built of, before a page does. It returns whether it is another one for
 * the server, too: pages are then loaded anew.
 */
export async function devPages(
  place: TalkPlace,
  renew: (talk: Talk) => Promise<boolean>,
): Promise<PageSource> {
  nameTalk(place);
  const { createServer } = await import('vite');
  // Vite takes handshakes from the server it is given. This one doesn't listen on a port: it only gets handshakes that
  // have passed the deck's checks.
  const gate = new Server();
  const vite = await createServer({
    root: place.root,
    appType: 'mpa',
    plugins: [{ name: 'ebpf-talk:served', transformIndexHtml: markServed }],
    server: { middlewareMode: true, hmr: { server: gate } },
  });
  const { api } = vite.config.plugins.find(({ name }) => name === SLIDES_PLUGIN)!;
  (api as SlidesApi).onTalk = renew;
  return {
    pages: (request, response, next) => vite.middlewares(request, response, next),
    upgrade: (request, socket, head) => void gate.emit('upgrade', request, socket, head),
    dispose: () => vite.close(),
  };
}

/** The built page for an address, as static servers choose it: `/` and `/print` are pages, too. */
function pageName(url: string): string | null {
  const found = /^\/([\w-]*)(?:\.html)?(?:\?|$)/.exec(url);
  return found && `${found[1] || 'index'}.html`;
}

/** The page with its mark. It is small and names every other file by its content, so browsers don't cache it. */
function sendPage(file: string, response: ServerResponse): void {
  const page = markServed(readFileSync(file, 'utf8'));
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
    .end(page);
}

/** Names, sizes and times of all sources; reading their contents would take too long. */
function fingerprint({ root, dir }: TalkPlace): string {
  const hash = createHash('sha256');
  const walk = (path: string) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (!stat.isDirectory()) return void hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
    for (const name of readdirSync(path).sort()) if (!NO_SOURCES.has(name)) walk(join(path, name));
  };
  for (const source of SOURCES) walk(join(root, source));
  walk(dir);
  return hash.digest('hex');
}
