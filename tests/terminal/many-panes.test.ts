// A talk with more panes than shells may run: each slide's terminal is live, and those let go keep their screens.
import { EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_SESSIONS } from '../../server/panes/sessions.ts';
import { endBrowsers, next, openDeck, startBrowser, waitForText, watchSteps } from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { until } from '../support/until.ts';

const PANES = MAX_SESSIONS + 4;

let dir: string;
let deck: Deck;
beforeAll(async () => {
  dir = join(mkdtempSync(join(tmpdir(), 'deck-panes-')), 'talk');
  mkdirSync(dir);
  const demo = (n: number) => ({
    id: `d${n}`,
    title: `d${n}`,
    needs: [],
    panes: [{ id: 'p', title: 'p', cols: 60, rows: 8, cwd: '.' }],
    steps: [{ id: 's', pane: 'p', label: 's', command: `echo step ${n} ra""n` }],
  });
  const demos = Array.from({ length: PANES }, (_, n) => demo(n));
  writeFileSync(
    join(dir, 'talk.ts'),
    `export default ${JSON.stringify({ title: 'Many', sections: [{ id: 's', title: 's', budget: { min: 0, max: 1 } }], demos })};\n`,
  );
  const slide = (n: number) =>
    `<!-- .slide: class="demo" -->\n## Slide ${n}\n\n\`\`\`terminal demo=d${n} pane=p\n\`\`\`\n\n\`\`\`steps demo=d${n}\n\`\`\`\n`;
  writeFileSync(join(dir, '01-all.md'), demos.map((_, n) => slide(n)).join('\n---\n\n'));
  deck = await startDeck(['--port', '4295', '--talk', dir]);
});
afterAll(async () => {
  await endBrowsers();
  await endDecks();
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

const state = (page: Page) =>
  page.evaluate(() => document.querySelector('section.present deck-terminal')?.getAttribute('state'));
/** Goes to a slide, and waits until its terminal is in one of the states. */
async function goTo(page: Page, n: number, ...states: string[]): Promise<void> {
  await page.evaluate((n) => (window as unknown as { deck: { slide(h: number): void } }).deck.slide(n), n);
  await until(
    async () => states.includes((await state(page)) ?? ''),
    `slide ${n}: the terminal is ${states.join(' or ')}`,
    { withinMs: 10_000 },
  );
}

it('is live on every slide; the shells let go keep their screens over a reload, and Next starts them anew', async () => {
  const page = await openDeck(await startBrowser(), deck);
  const step = await watchSteps(page);
  await goTo(page, 0, 'live');
  await waitForText(page, 'd0', 'p', /\$/);
  await next(page);
  expect(await step('d0.s', 'met', 'unmet')).toBe('met');
  for (let n = 1; n < PANES; n++) {
    await goTo(page, n, 'live');
    await waitForText(page, `d${n}`, 'p', /\$/);
  }
  const said = deck.lines.filter((line) => /let go the shell of/.test(line));
  expect(said.map((line) => /shell of (d\d+)\.p/.exec(line)?.[1])).toEqual(['d0', 'd1', 'd2', 'd3']);

  await goTo(page, 0, 'exited');
  await waitForText(page, 'd0', 'p', /^step 0 ran$/m);
  // The page learns only after the next press that there are no recordings.
  const pressed = new EventEmitter();
  await page.route(/\.cast$/, (route) => once(pressed, 'next').then(() => route.continue()));
  await page.reload();
  await until(async () => (await state(page)) === 'exited', 'it is still exited', { withinMs: 10_000 });
  await waitForText(page, 'd0', 'p', /^step 0 ran$/m);

  await goTo(page, 1, 'exited');
  await next(page);
  pressed.emit('next');
  expect(await step('d1.s', 'met', 'unmet')).toBe('met');
  expect(await state(page)).toBe('live');
  await waitForText(page, 'd1', 'p', /^step 1 ran$/m);
  await goTo(page, PANES - 1, 'live');
  // The talk has no recordings.
  expect(page.faults.filter((fault) => !/404/.test(fault))).toEqual([]);
});
