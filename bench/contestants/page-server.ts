// The common part of ttyd, wetty and the baseline: one page is one terminal with a shell of its own.
import type { BrowserContext, Page } from 'playwright-core';
import { openPane } from '../pane.ts';
import type { Server } from './contestant.ts';
import type { ServerProcess } from './server-process.ts';

/**
 * @param expression gives the page's xterm, or undefined until there is one; it begins with `window`.
 * @param before runs in the page before its own scripts.
 * @throws Error with the server's output when it doesn't start; it is ended then.
 */
export async function pageServer(
  server: ServerProcess,
  { port, path, expression, before }: { port: number; path: string; expression: string; before?: string },
): Promise<Server> {
  const address = `http://127.0.0.1:${port}${path}`;
  try {
    await server.listens(port);
  } catch (error) {
    await server.dispose();
    throw error;
  }
  const visit = async (page: Page) => {
    if (before) await page.addInitScript(before);
    await page.goto(address, { waitUntil: 'commit' });
  };
  return {
    pid: server.pid,
    address,
    visit,
    async open(context: BrowserContext) {
      const page = await context.newPage();
      await visit(page);
      return await openPane(page, 'first', expression);
    },
    // In the same window, like the deck's second pane: another tab would not be drawn, and would have its own threads.
    async openBeside(_context, { page }) {
      await page.evaluate((src) => {
        const frame = document.createElement('iframe');
        frame.name = 'second';
        frame.src = src;
        frame.style.cssText = 'position: fixed; inset: auto 0 0; width: 100%; height: 50%; border: 0';
        document.body.append(frame);
      }, address);
      return await openPane(page, 'second', expression.replace(/^window\b/, "window.frames['second']"));
    },
    dispose: () => server.dispose(),
  };
}
