// Writing slides with npm run dev: a change keeps slide and terminals; an error shows its file and line.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  asksToLeave,
  endBrowsers,
  next,
  nextUntil,
  openDeck,
  place,
  startBrowser,
  terminalText,
  waitForText,
} from '../support/browser.ts';
import { copyForEdits } from '../support/copy.ts';
import { endDecks, startDeck } from '../support/deck.ts';

let dir: string;

beforeAll(() => {
  dir = copyForEdits();
});
afterEach(async () => {
  await endBrowsers();
  await endDecks();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('updates a changed slide and keeps the place and the terminal', async () => {
  const deck = await startDeck(['--port', '4250', '--network', 'none'], {
    command: [process.execPath, 'start.mjs', 'dev'],
    cwd: dir,
  });
  const page = await openDeck(await startBrowser(), deck);
  await nextUntil(page, ({ demo }) => demo === 'process-tracker');
  await waitForText(page, 'process-tracker', 'tracker', /\$/);
  await next(page);
  await waitForText(page, 'process-tracker', 'tracker', /attached/);
  const at = await place(page);
  await page.evaluate(() => {
    Object.assign(window, { survives: true });
    document.querySelector('section.present deck-terminal .xterm')!.setAttribute('data-same', 'yes');
  });

  appendFileSync(join(dir, 'slides/01-title.md'), '\n\n---\n\n## A slide more\n\nNote: new\n');
  await page.waitForFunction(() => document.body.textContent!.includes('A slide more'), undefined, {
    timeout: 15_000,
  });
  expect(await place(page)).toEqual({ ...at, h: at.h + 1 });
  expect(await asksToLeave(page)).toBe(false);
  expect(await page.evaluate(() => 'survives' in window)).toBe(true);
  expect(await page.locator('section.present deck-terminal .xterm[data-same]').count()).toBe(1);
  expect(await terminalText(page, 'process-tracker', 'tracker')).toMatch(/attached/);

  // For a broken slide, overlay and terminal name file and line, and the page keeps what it shows.
  const file = join(dir, 'slides/02-what-is-ebpf.md');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, `${good}\n---\n\n\`\`\`terminal demo=nope pane=shell\n\`\`\`\n`);
  const line = good.split('\n').length + 3;
  await page.waitForSelector('vite-error-overlay', { timeout: 15_000 });
  const overlay = await page.evaluate(
    () => document.querySelector('vite-error-overlay')?.shadowRoot?.textContent ?? '',
  );
  expect(overlay).toMatch(new RegExp(`slides/02-what-is-ebpf\\.md:${line}`));
  expect(overlay).toMatch(/nope/);
  await deck.line(new RegExp(`slides/02-what-is-ebpf\\.md:${line}.*nope`));
  expect(await terminalText(page, 'process-tracker', 'tracker')).toMatch(/attached/);

  writeFileSync(file, good);
  await page.waitForSelector('vite-error-overlay', { state: 'detached', timeout: 15_000 });
  expect(await page.evaluate(() => 'survives' in window)).toBe(true);
});

it('runs the sources as they are now', async () => {
  const args = ['--port', '4250', '--network', 'none'];
  await (await startDeck(args, { cwd: dir })).end();
  const file = join(dir, 'server/main.ts');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, good.replace('print(`ready ', 'print(`edited just now`);\n  print(`ready '));
  const edited = await startDeck(args, { cwd: dir });
  expect(edited.lines).toContain('edited just now');
  await edited.end();
  writeFileSync(file, good);
  expect((await startDeck(args, { cwd: dir })).lines).not.toContain('edited just now');
});

it('builds the slides once for two decks that start in the same moment, and both show them', async () => {
  rmSync(join(dir, '.cache/talks'), { recursive: true });
  const args = ['--port', '4250', '--network', 'none'];
  const decks = await Promise.all([1, 2].map(() => startDeck(args, { cwd: dir })));
  const lines = decks.flatMap((deck) => deck.lines);
  expect(lines.filter((line) => line === 'building the slides')).toHaveLength(1);
  for (const deck of decks) {
    const page = await openDeck(await startBrowser(), deck);
    expect(page.faults).toEqual([]);
  }
});

it('does not build a broken slide, and names the place', async () => {
  const file = join(dir, 'slides/03-life.md');
  appendFileSync(file, '\n---\n\n```terminal demo=process-tracker pane=nope\n```\n');
  const failed = await startDeck(['--port', '4250', '--network', 'none'], { cwd: dir }).then(
    () => 'it started',
    (error: Error) => error.message,
  );
  expect(failed).toMatch(/slides\/03-life\.md:\d+.*nope/);
  expect(failed).toMatch(/it ended with 1/);
});
