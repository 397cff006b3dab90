// The static deck on a plain web server, in a sub-path too, with nothing loaded from other hosts.
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { sample } from '../support/breadth.ts';
import {
  asksToLeave,
  endBrowsers,
  isLast,
  next,
  nextAndSee,
  place,
  settled,
  startBrowser,
  terminalText,
} from '../support/browser.ts';
import { recordedEnd, recordedPanes, slideWords } from '../support/content.ts';
import { endSites, startSite, visit } from '../support/site.ts';

afterEach(async () => {
  await endBrowsers();
  endSites();
});

it.each(sample(['/', '/talks/ebpf/'], 1))(
  'reaches its last slide from %s of a plain web server',
  async (base) => {
    const site = await startSite(base);
    const { page, faults } = await visit(await startBrowser(), site);
    expect(await asksToLeave(page)).toBe(false);

    const shown: string[] = [];
    const ended = new Map<string, string>();
    for (let presses = 0; presses < 150; presses++) {
      await settled(page);
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
      await nextAndSee(page);
    }
    expect(await isLast(page)).toBe(true);
    expect(shown).toEqual(slideWords().map(({ title }) => title));
    expect([...ended.keys()].sort()).toEqual(recordedPanes());
    expect([...ended.values()].filter((end) => end.length < 40)).toEqual([]);
    expect(faults).toEqual([]);
  },
);

it('opens a terminal’s slide by its address, and follows the speaker’s page', async () => {
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
  // The transcript opens in another tab, and the deck still takes the keys.
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
  await next(speaker.page);
  await expect.poll(() => place(page)).not.toEqual(before);
  expect([...faults, ...opened.faults, ...speaker.faults]).toEqual([]);
});

/** Whether the slide shows all of its fragments. */
function atEnd(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { deck } = window as unknown as { deck: { availableFragments(): { next: boolean } } };
    return !deck.availableFragments().next;
  });
}

/** The panes that are on no later slide, and what their recordings show at the end. */
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
