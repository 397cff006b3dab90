// The deck as a static site: built by the real command, served by a file server with nothing of ours. Tests nothing.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sirv from 'sirv';
import { ROOT } from './deck.ts';

export type Site = {
  /** The folder that is served. */
  dir: string;
  /** Where the deck's pages are in it. */
  address: string;
};

const folders: string[] = [];
const servers: Server[] = [];

/**
 * Builds the deck anew and serves it.
 * @param base the folder of the site in which the deck stands, such as `/` or `/talks/ebpf/`.
 */
export async function startSite(base: string): Promise<Site> {
  const root = mkdtempSync(join(tmpdir(), 'deck-site-'));
  folders.push(root);
  const dir = join(root, base);
  // vitest sets NODE_ENV, which would make another build than the speaker's.
  const { NODE_ENV: _, ...env } = process.env;
  const build = ['vite', 'build', '--outDir', dir, '--emptyOutDir', '--logLevel', 'warn'];
  execFileSync(join(ROOT, 'node_modules/.bin', build[0]!), build.slice(1), { cwd: ROOT, env });
  const server = createServer(sirv(root));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { dir, address: `http://127.0.0.1:${port}${base}` };
}

export function endSites(): void {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
