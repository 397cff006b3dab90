// The Chromium of the bench: one per run, with a new, empty context for each measurement.
import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from '../server/system/chromium.ts';
import { WINDOW } from './conditions.ts';
import { bundleProbe } from './probe-bundle.ts';

const CLOSE_MS = 10_000;

export class Chromium {
  private constructor(
    private browser: Browser,
    private readonly probe: string,
  ) {}

  /** @throws Error when there is no Chromium. */
  static async start(): Promise<Chromium> {
    return new Chromium(await launchChromium(), await bundleProbe());
  }

  get version(): string {
    return this.browser.version();
  }

  /**
   * Runs `work` with a new context whose pages have the probe, then closes it.
   * A browser that has ended or can't close its pages is replaced for the next measurement.
   */
  async with<T>(work: (context: BrowserContext) => Promise<T>): Promise<T> {
    if (!this.browser.isConnected()) this.browser = await launchChromium();
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

  /** Ends the browser, even if it is in use, and starts another one. */
  async restart(): Promise<void> {
    await this.browser.close().catch(() => {});
    this.browser = await launchChromium();
  }

  async dispose(): Promise<void> {
    await this.browser.close().catch(() => {});
  }
}
