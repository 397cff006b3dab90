// The first slide on a plain web server: how many bytes it needs, and how soon it shows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { endBrowsers, startBrowser } from '../support/browser.ts';
import { endSites, startSite, visit } from '../support/site.ts';

afterEach(async () => {
  await endBrowsers();
  endSites();
});

/** Most bytes on the wire and most time for the first slide. */
const MOST_BYTES = 250_000;
const MOST_MS = 1000;

it('shows its first slide with less than 250 kB, within a second', async () => {
  const site = await startSite('/');
  const context = await startBrowser({ width: 1920, height: 1080 }, { whole: true });
  const runs: number[] = [];
  let requested: string[] = [];
  for (let run = 0; run < 4; run++) {
    const { page, faults } = await visit(context, site);
    const first = await firstSlide(page);
    runs.push(first.shownMs);
    if (run === 0) requested = first.requested;
    // The rest is loaded after the first slide: the terminals' code, and the recordings.
    await page.waitForFunction(() => {
      const names = performance.getEntriesByType('resource').map(({ name }) => name);
      return (
        names.some((name) => name.endsWith('.cast')) &&
        names.some((name) => /terminal-view.*\.js$/.test(name))
      );
    });
    expect(faults).toEqual([]);
    await page.close();
  }
  const weights = requested.map((url) => {
    const path = new URL(url).pathname;
    return { path, bytes: weigh(join(site.dir, path === '/' ? 'index.html' : path)) };
  });
  const total = weights.reduce((sum, { bytes }) => sum + bytes, 0);
  const best = Math.min(...runs);
  console.log(
    [
      ...weights.map(({ path, bytes }) => `${String(bytes).padStart(7)}  ${path}`),
      `${String(total).padStart(7)}  bytes compressed until the first slide is shown`,
      `${runs.map((ms) => `${ms} ms`).join(', ')} until it is shown with its fonts`,
    ].join('\n'),
  );
  expect(weights.some(({ path }) => path.endsWith('.cast'))).toBe(false);
  expect(weights.length).toBeGreaterThan(4);
  expect(total).toBeGreaterThan(20_000);
  expect(total).toBeLessThan(MOST_BYTES);
  expect(best).toBeLessThan(MOST_MS);
});

/** When the slide's largest words were drawn in their own font, and what had been requested by then. */
function firstSlide(page: Page): Promise<{ shownMs: number; requested: string[] }> {
  return page.evaluate(async () => {
    await document.fonts.ready;
    const drawn = await new Promise<number>((resolve) => {
      new PerformanceObserver((list) => {
        const largest = list.getEntries().at(-1) as PerformanceEntry & { element?: Element };
        if (largest?.element?.matches('h1')) resolve(largest.startTime);
      }).observe({ type: 'largest-contentful-paint', buffered: true });
    });
    const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const fonts = all.filter(({ name, startTime }) => /\.woff2$/.test(name) && startTime <= drawn);
    const shown = Math.max(drawn, ...fonts.map(({ responseEnd }) => responseEnd));
    return {
      shownMs: Math.round(shown),
      requested: [location.href, ...all.filter((e) => e.startTime <= shown).map(({ name }) => name)],
    };
  });
}

/** Fonts are compressed already and are sent as they are. */
function weigh(file: string): number {
  const bytes = readFileSync(file);
  return /\.woff2?$/.test(file) ? bytes.length : gzipSync(bytes, { level: 9 }).length;
}
