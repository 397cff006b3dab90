// The deck as a static site: built by the real command, served by a plain file server.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import sirv from 'sirv';
import { ROOT } from './deck.ts';

export type Site = {
  /** The folder that is served. */
  dir: string;
  /** The path of the deck's pages in it. */
  address: string;
};

const folders: string[] = [];
const servers: Server[] = [];

/**
 * Builds the deck anew and serves it.
 * @param base the site's path of the deck, such as `/` or `/talks/ebpf/`.
 */
export async function startSite(base: string): Promise<Site> {
  const root = mkdtempSync(join(tmpdir(), 'deck-site-'));
  folders.push(root);
  const dir = join(root, base);
  // vitest sets NODE_ENV, which would change the build.
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

/** Opens a page of the site. Every line on the console, every failed request and every other host is a fault. */
export async function visit(
  context: BrowserContext,
  site: Site,
  path = '',
): Promise<{ page: Page; faults: string[] }> {
  const page = await context.newPage();
  const faults: string[] = [];
  const { host } = new URL(site.address);
  await page.route('**', (route) => {
    const url = new URL(route.request().url());
    if (url.host === host) return route.continue();
    faults.push(`request to another host: ${url.href}`);
    return route.abort();
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    // A page that is left aborts what it was still loading.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  page.on('websocket', (socket) => faults.push(`opened a socket: ${socket.url()}`));
  await page.goto(new URL(path, site.address).href);
  if (!path.startsWith('speaker')) {
    await page.waitForFunction(() => (window as { deck?: { isReady(): boolean } }).deck?.isReady());
  }
  return { page, faults };
}
