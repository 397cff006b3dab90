// The deck's files for http: Vite's middleware in dev, the built dist/ otherwise. Builds when dist/ is out of date.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, Server } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import sirv from 'sirv';
import type { Pages } from './http.ts';

/** What dist/ is built from, relative to the project. */
const SOURCES = [
  'slides',
  'protocol',
  'public',
  'bpf',
  'index.html',
  'speaker.html',
  'vite.config.ts',
  'package-lock.json',
];

export type PageSource = {
  pages: Pages;
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  dispose(): Promise<void>;
};

/**
 * The built deck. Builds it when a source is newer; about two seconds then, nothing otherwise.
 * @throws Error with Vite's own words, file and line, when a slide is broken.
 */
export async function builtPages(root: string, say: (line: string) => void): Promise<PageSource> {
  const stampFile = join(root, '.cache', 'dist.stamp');
  const stamp = fingerprint(root);
  const built = existsSync(join(root, 'dist', 'index.html')) && existsSync(stampFile);
  if (!built || readFileSync(stampFile, 'utf8') !== stamp) {
    say('building the slides');
    const { build } = await import('vite');
    await build({ root, logLevel: 'warn' });
    mkdirSync(join(root, '.cache'), { recursive: true });
    writeFileSync(stampFile, stamp);
  }
  const pages = sirv(join(root, 'dist'), { dev: true, etag: true });
  return { pages, dispose: async () => {} };
}

/** The deck from Vite, with hot reload; its socket stands behind the same checks as ours. */
export async function devPages(root: string): Promise<PageSource> {
  const { createServer } = await import('vite');
  // Vite listens for handshakes on the server it is given. This one never listens on a port: what reaches it has
  // passed the deck's own checks.
  const gate = new Server();
  const vite = await createServer({
    root,
    appType: 'mpa',
    server: { middlewareMode: true, hmr: { server: gate } },
  });
  return {
    pages: (request, response, next) => vite.middlewares(request, response, next),
    upgrade: (request, socket, head) => void gate.emit('upgrade', request, socket, head),
    dispose: () => vite.close(),
  };
}

/** Names, sizes and times of all sources; reading their contents would cost more than it is worth. */
function fingerprint(root: string): string {
  const hash = createHash('sha256');
  const walk = (path: string) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (!stat.isDirectory())
      return void hash.update(`${path.slice(root.length)} ${stat.size} ${stat.mtimeMs}\n`);
    for (const name of readdirSync(path).sort()) {
      if (name !== 'target' && name !== 'node_modules') walk(join(path, name));
    }
  };
  for (const source of SOURCES) walk(join(root, source));
  return hash.digest('hex');
}
