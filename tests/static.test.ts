// The deck on somebody else's web server: all of it, in a sub-path too, with nothing from elsewhere, and light.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { endBrowsers, isLast, next, place, startBrowser, terminalText } from './browser.ts';
import { recordedEnd, recordedPanes, slideWords } from './content.ts';
import { endSites, type Site, startSite } from './site.ts';

afterEach(async () => {
  await endBrowsers();
  endSites();
});

/** Longest that the first slide may weigh on the wire and take to show. */
const MOST_BYTES = 250_000;
const MOST_MS = 1000;

it.each(['/', '/talks/ebpf/'])('is given to its last slide from %s of a plain web server', async (base) => {
  const site = await startSite(base);
  const { page, faults } = await visit(await startBrowser(), site);

  const shown: string[] = [];
  const ended = new Map<string, string>();
  for (let presses = 0; presses < 150; presses++) {
    const { h, v } = await place(page);
    const title = await page.evaluate(() => {
      const heading = document.querySelector<HTMLElement>('section.present:not(.stack) :is(h1, h2)');
      return heading?.checkVisibility({ opacityProperty: true, visibilityProperty: true })
        ? heading.textContent
        : '';
    });
    if (shown.at(-1) !== title) shown.push(title);
    if (await atEnd(page)) {
      for (const [pane, end] of await recordedEnds(page)) {
        await expect
          .poll(() => terminalText(page, ...(pane.split('.') as [string, string])), { timeout: 30_000 })
          .toBe(end);
        ended.set(pane, end);
      }
    }
    if (await isLast(page)) break;
    await next(page);
    await page.waitForTimeout(h + v === 0 ? 400 : 250);
  }
  expect(await isLast(page)).toBe(true);
  expect(shown).toEqual(slideWords().map(({ title }) => title));
  expect([...ended.keys()].sort()).toEqual(recordedPanes());
  expect([...ended.values()].filter((end) => end.length < 40)).toEqual([]);
  expect(faults).toEqual([]);
});

it('lets a terminal’s slide be opened by its address, and the speaker’s page lead', async () => {
  const site = await startSite('/');
  const context = await startBrowser({ width: 1600, height: 1000 });
  const { page, faults } = await visit(context, site);
  const h = await page.evaluate(() =>
    [...document.querySelectorAll('.slides > section')].findIndex((s) => s.querySelector('deck-terminal')),
  );
  const opened = await visit(context, site, `#/${h}`);
  await opened.page.waitForSelector('section.present deck-terminal[state="replay"] .xterm');
  expect(await opened.page.locator('section.present deck-terminal[state="replay"] .xterm').count()).toBe(
    await opened.page.locator('section.present deck-terminal').count(),
  );
  // The recording in words opens beside the deck, and the keys are the deck's as before.
  const link = opened.page.locator('section.present deck-terminal a').first();
  expect((await link.boundingBox())!.height).toBeGreaterThanOrEqual(24);
  const [words] = await Promise.all([context.waitForEvent('page'), link.click()]);
  await words.waitForLoadState();
  expect(await words.locator('body').textContent()).toMatch(
    /transcript of a recording[\s\S]*Kernel +Linux \d/,
  );
  await words.close();
  const at = await place(opened.page);
  await next(opened.page);
  await expect.poll(() => place(opened.page)).not.toEqual(at);
  await opened.page.close();

  const speaker = await visit(context, site, 'speaker.html');
  await speaker.page.waitForFunction(() => document.body.textContent.includes('no server: recordings'));
  const before = await place(page);
  await speaker.page.keyboard.press('PageDown');
  await expect.poll(() => place(page)).not.toEqual(before);
  expect([...faults, ...opened.faults, ...speaker.faults]).toEqual([]);
});

it('shows its first slide from less than 250 kB, within a second', async () => {
  const site = await startSite('/');
  const context = await startBrowser({ width: 1920, height: 1080 });
  const runs: number[] = [];
  let requested: string[] = [];
  for (let run = 0; run < 4; run++) {
    const { page, faults } = await visit(context, site);
    const first = await firstSlide(page);
    runs.push(first.shownMs);
    if (run === 0) requested = first.requested;
    // What comes after the first slide does come: the code of the terminals, and the recordings.
    await page.waitForFunction(() => {
      const names = performance.getEntriesByType('resource').map(({ name }) => name);
      return names.some((name) => name.endsWith('.cast')) && names.some((name) => /screen.*\.js$/.test(name));
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

/** Opens a page of the site. Every word on the console, every failed answer and every other host is a fault. */
async function visit(context: BrowserContext, site: Site, path = '') {
  const page = await context.newPage();
  const faults: string[] = [];
  const { host } = new URL(site.address);
  await page.route('**', (route) => {
    const url = new URL(route.request().url());
    if (url.host === host) return route.continue();
    faults.push(`asked another host: ${url.href}`);
    return route.abort();
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    // A page that is left gives up what it was still loading.
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

/** Whether the slide shows all of its fragments. */
function atEnd(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { deck } = window as unknown as { deck: { availableFragments(): { next: boolean } } };
    return !deck.availableFragments().next;
  });
}

/** The panes that stand on no later slide, and what their recordings show at the end. */
async function recordedEnds(page: Page): Promise<Map<string, string>> {
  const panes = await page.evaluate(() => {
    const slides = [...document.querySelectorAll('.slides section:not(.stack)')];
    const later = slides.slice(slides.findIndex((slide) => slide.matches('.present')) + 1);
    return [...document.querySelectorAll('section.present deck-terminal')]
      .map((terminal) => [terminal.getAttribute('demo'), terminal.getAttribute('pane')] as const)
      .filter(([demo, pane]) => {
        const same = `deck-terminal[demo="${demo}"][pane="${pane}"]`;
        return !later.some((slide) => slide.querySelector(same));
      })
      .map(([demo, pane]) => `${demo}.${pane}`);
  });
  const ends = new Map<string, string>();
  for (const pane of panes) ends.set(pane, recordedEnd(pane));
  return ends;
}

/** When the largest words of the slide stood there in their own font, and what had been asked for by then. */
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

/** Fonts are compressed already and travel as they are. */
function weigh(file: string): number {
  const bytes = readFileSync(file);
  return /\.woff2?$/.test(file) ? bytes.length : gzipSync(bytes, { level: 9 }).length;
}
