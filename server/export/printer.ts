// Prints pages of the built deck with this machine's Chromium; gives it the files without opening a port.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { pathDirs, which } from '../system/which.ts';

/** Programs that are Chromium or based on it. */
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** An address that belongs to no machine; requests below it get files of the deck, all others fail. */
const ORIGIN = 'http://deck.invalid';

/** How long a page may take until it is drawn, in ms. */
const READY_MS = 60_000;

export type Printer = {
  /**
   * @param page one of the deck's, such as `print.html?notes`.
   * @returns the number of sheets.
   * @throws Error when something on the page failed, or would be cut off on paper.
   */
  print(page: string, file: string): Promise<number>;
  dispose(): Promise<void>;
};

/**
 * @param dist the built deck.
 * @throws Error with what to install when there is no browser.
 */
export async function openPrinter(dist: string): Promise<Printer> {
  const executablePath = BROWSERS.map((name) => which(name, pathDirs())).find((path) => path !== undefined);
  if (!executablePath) {
    throw new Error(
      `there is no browser to print with (${BROWSERS.join(', ')}); fix: apt-get install chromium`,
    );
  }
  const browser = await chromium.launch({ executablePath, args: ['--disable-gpu', '--no-first-run'] });
  return {
    async print(name, file) {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await page.route('**', (route) => {
        const { origin, pathname } = new URL(route.request().url());
        const path = join(dist, pathname);
        if (origin === ORIGIN && existsSync(path)) return route.fulfill({ path });
        faults.push(`${name} loads ${route.request().url()}, which is not in the build`);
        return route.abort();
      });
      await page.goto(`${ORIGIN}/${name}`);
      await page.waitForSelector('html[data-ready]', { timeout: READY_MS, state: 'attached' }).catch(() => {
        throw new Error(
          `${name} was not drawn within ${READY_MS / 1000} s: ${faults.join('; ') || 'it gave no reason'}`,
        );
      });
      faults.push(...(await page.evaluate(cutPages)).map((source) => `${source}: ${NO_ROOM}`));
      if (faults.length > 0) throw new Error(faults.join('\n'));
      const sheets = await page.locator('.print-page').count();
      await page.pdf({
        path: file,
        preferCSSPageSize: true,
        printBackground: true,
        tagged: true,
        outline: true,
      });
      await page.close();
      return sheets;
    },
    dispose: () => browser.close(),
  };
}

const NO_ROOM = 'this does not fit on its page, even in the smallest type; shorten it';

/** Runs in the page: the sources of sheets whose content would be cut off. */
function cutPages(): string[] {
  return [...document.querySelectorAll('.print-page[data-cut]')].map(
    (page) => page.querySelector('section')?.getAttribute('data-source') ?? document.title,
  );
}
