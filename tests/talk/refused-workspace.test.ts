// A workspace that may not be emptied: told at start with file and fix, its demo plays the recording, live once fixed.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { endBrowsers, nextUntil, openDeck, startBrowser, waitForText } from '../support/browser.ts';
import { copyForEdits } from '../support/copy.ts';
import { endDecks, startDeck } from '../support/deck.ts';

let dir: string;
let talk: string;
beforeAll(() => {
  dir = copyForEdits();
  execFileSync('git', ['init', '-q', dir]);
  talk = join(dir, 'my-talk');
  cpSync(join(dir, 'examples/minimal'), talk, { recursive: true });
  const file = join(talk, 'talk.ts');
  writeFileSync(file, readFileSync(file, 'utf8').replace('needs: [],', "needs: [], workspace: 'work',"));
});
afterEach(async () => {
  await endBrowsers();
  await endDecks();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const state = (page: Page) =>
  page.evaluate(() => document.querySelector('section.present deck-terminal')?.getAttribute('state'));

it('tells it at start, plays the recording, and is live as soon as it is fixed', async () => {
  const deck = await startDeck(['--port', '4270', '--talk', talk], { cwd: dir });
  const line = await deck.line(/^not live log/);
  const ignore = join(dir, '.gitignore');
  expect(line).toBe(`not live log: git does not ignore work/; fix: add this line to ${ignore}: /work/`);
  const page = await openDeck(await startBrowser(), deck);
  await nextUntil(page, ({ demo }) => demo === 'log');
  await waitForText(page, 'log', 'shell', /\$/);
  expect(await state(page)).toBe('replay');

  writeFileSync(ignore, `${readFileSync(ignore, 'utf8')}/work/\n`);
  await deck.line(/^live log$/, 10_000);
  await page.waitForFunction(
    () => document.querySelector('section.present deck-terminal')?.getAttribute('state') === 'live',
  );
  expect(page.faults).toEqual([]);
});

it('plays the recording when the folder is refused only on stage', async () => {
  const deck = await startDeck(['--port', '4270', '--talk', talk], { cwd: dir });
  await deck.line(/^live log$/);
  const page = await openDeck(await startBrowser(), deck);
  // Nothing has opened the folder yet.
  rmSync(join(dir, 'work'), { recursive: true, force: true });
  mkdirSync(join(dir, 'work'));
  writeFileSync(join(dir, 'work/mine'), '');
  await nextUntil(page, ({ demo }) => demo === 'log');
  await deck.line(
    /^not live log: work\/ holds files that the deck did not make \(mine\); fix: move it away: mv work work\.mine$/,
  );
  await page.waitForFunction(
    () => document.querySelector('section.present deck-terminal')?.getAttribute('state') === 'replay',
  );
  rmSync(join(dir, 'work'), { recursive: true });
});
