// The Chromium of the bench: one for a run, with a fresh, empty context for each measurement.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { WINDOW } from './conditions.ts';
import { bundleProbe } from './probe-bundle.ts';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const CLOSE_MS = 10_000;

export class Chromium {
  private constructor(
    private browser: Browser,
    private readonly probe: string,
  ) {}

  /** @throws Error when there is no Chromium. */
  static async start(): Promise<Chromium> {
    if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing; install it with: npm run setup`);
    return new Chromium(await launch(), await bundleProbe());
  }

  get version(): string {
    return this.browser.version();
  }

  /**
   * Runs `work` with a fresh context whose pages have the probe, and closes it.
   * A browser that has died or can't close its pages is replaced, so that the next measurement has one.
   */
  async with<T>(work: (context: BrowserContext) => Promise<T>): Promise<T> {
    if (!this.browser.isConnected()) this.browser = await launch();
    const context = await this.browser.newContext({ viewport: WINDOW });
    await context.addInitScript(this.probe);
    try {
      return await work(context);
    } finally {
      const closed = context.close().then(
        () => true,
        () => false,
      );
      const late = new Promise<boolean>((resolve) => setTimeout(resolve, CLOSE_MS, false).unref());
      if (!(await Promise.race([closed, late]))) await this.browser.close().catch(() => {});
    }
  }

  /** Ends the browser, whoever uses it, and starts another one. */
  async restart(): Promise<void> {
    await this.browser.close().catch(() => {});
    this.browser = await launch();
  }

  async dispose(): Promise<void> {
    await this.browser.close().catch(() => {});
  }
}

function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS, headless: true });
}
