// npm run dev: a change of talk.ts is in the pages and in the shells at once, or in neither.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  endBrowsers,
  next,
  nextUntil,
  openDeck,
  place,
  startBrowser,
  terminalText,
  waitForText,
  watchSteps,
} from '../support/browser.ts';
import { type Deck, endDecks, ROOT, startDeck } from '../support/deck.ts';
import { until } from '../support/until.ts';

let dir: string;
let deck: Deck;
let page: Page & { faults: string[] };
let state: (step: string, ...states: string[]) => Promise<string>;

beforeAll(async () => {
  dir = join(mkdtempSync(join(tmpdir(), 'deck-dev-')), 'talk');
  cpSync(join(ROOT, 'examples/minimal'), dir, { recursive: true });
  deck = await startDeck(['--port', '4280', '--talk', dir], {
    command: [process.execPath, 'start.mjs', 'dev'],
  });
  await deck.line(/^live log$/);
  page = await openDeck(await startBrowser(), deck);
  state = await watchSteps(page);
  await nextUntil(page, ({ demo }) => demo === 'log');
  await waitForText(page, 'log', 'shell', /\$/);
});
afterAll(async () => {
  await endBrowsers();
  await endDecks();
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

const talk = () => join(dir, 'talk.ts');
async function edit(from: string | RegExp, to: string): Promise<void> {
  await page.evaluate(() => Object.assign(window, { old: true }));
  const text = readFileSync(talk(), 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(talk(), changed);
}
const rail = () =>
  page.evaluate(() => document.querySelector('section.present deck-steps')?.textContent ?? '');
/** How often the server has begun the talk anew. */
const begun = () =>
  deck.lines.filter((line) => line === 'talk/talk.ts has changed: its demos begin anew').length;
/** Waits until pages and server have taken a change: the page was loaded anew, and its terminal is live. */
async function taken(times: number): Promise<void> {
  await until(() => begun() === times, `begun anew ${times} times`, { withinMs: 15_000 });
  const isLive = () =>
    page
      .evaluate(() => {
        const terminal = document.querySelector('section.present deck-terminal');
        return !('old' in window) && terminal?.getAttribute('state') === 'live';
      })
      .catch(() => false); // It is being loaded.
  await until(isLive, 'the terminal is live again', { withinMs: 15_000 });
  await waitForText(page, 'log', 'shell', /\$/);
}

/** The slide before its first step: a page stays where it was, and the steps behind it can be given again. */
async function toFirstStep(): Promise<void> {
  await page.evaluate(() => {
    const { deck } = window as unknown as {
      deck: { getIndices(): { h: number; v: number }; slide(h: number, v: number, f: number): void };
    };
    const { h, v } = deck.getIndices();
    deck.slide(h, v, -1);
  });
}

it('types the changed command, in a shell that starts anew, on the same slide', async () => {
  await next(page);
  expect(await state('log.look', 'met', 'unmet')).toBe('met');
  const at = await place(page);
  await edit("command: 'head -n 4 access.log'", "command: 'head -n 5 access.log # changed'");
  await taken(1);
  expect(await place(page)).toMatchObject({ h: at.h, v: at.v });
  expect(await rail()).toContain('head -n 5 access.log # changed');
  expect(await terminalText(page, 'log', 'shell')).not.toMatch(/head/);
  await deck.line(
    /^warning: talk\/casts\/log\.shell\.cast: recorded with other steps: look has changed since; fix: npm run record/,
  );
  // The page stays where it was, after that step.
  await toFirstStep();
  await next(page);
  expect(await state('log.look', 'met', 'unmet')).toBe('met');
  expect(await terminalText(page, 'log', 'shell')).toMatch(/head -n 5 access.log # changed\n/);
});

it('gives the pane its new grid', async () => {
  await edit('cols: 90, rows: 17', 'cols: 70, rows: 12');
  await taken(2);
  const grid = await page.evaluate(() => {
    const terminal = document.querySelector('section.present deck-terminal')!;
    return ['cols', 'rows'].map((name) => terminal.getAttribute(name));
  });
  expect(grid).toEqual(['70', '12']);
  await page.locator('section.present deck-terminal .xterm-screen').first().click();
  await page.keyboard.type('stty size\n');
  await waitForText(page, 'log', 'shell', /^12 70$/m);
});

it('runs a step that was added, and takes no half of a change that has a fault', async () => {
  await edit(
    "{ id: 'look'",
    "{ id: 'first', pane: 'shell', label: 'first', command: 'echo fi\"\"rst' },\n        { id: 'look'",
  );
  await taken(3);
  await page.keyboard.press('Control+Alt+ArrowUp');
  await toFirstStep();
  await next(page);
  expect(await state('log.first', 'met', 'unmet')).toBe('met');
  await waitForText(page, 'log', 'shell', /^first$/m);

  // The slide asks for a step that the talk has no more: neither page nor server takes that.
  const slide = join(dir, '03-log.md');
  const good = readFileSync(slide, 'utf8');
  writeFileSync(slide, good.replace('```steps demo=log', '```steps demo=log only=first,look'));
  await until(async () => !(await rail()).includes('count'), 'the rail has two steps');
  await edit(/id: 'first'/, "id: 'renamed'");
  await page.waitForSelector('vite-error-overlay');
  expect(begun()).toBe(3);
  expect(await rail()).toContain('first');
  await page.keyboard.press('Escape');
  await next(page);
  expect(await state('log.look', 'met', 'unmet')).toBe('met');
  writeFileSync(slide, good);
  await taken(4);
  await toFirstStep();
  await next(page);
  expect(await state('log.renamed', 'met', 'unmet')).toBe('met');
});

it('keeps the shells when only words of the talk change', async () => {
  await page.locator('section.present deck-terminal .xterm-screen').first().click();
  await page.keyboard.type('echo still he""re\n');
  await waitForText(page, 'log', 'shell', /^still here$/m);
  const title = 'Another title of the talk';
  await edit(/title: '[^']*',/, `title: '${title}',`);
  await until(async () => (await page.title()) === title, 'the page has its new title', { withinMs: 10_000 });
  await waitForText(page, 'log', 'shell', /^still here$/m);
  expect(begun()).toBe(4);
});
