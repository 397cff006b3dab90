// The example talk: started by its one option as root, as a user without sudo, and from its recording; and
// the messages about a broken talk.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  endBrowsers,
  isLast,
  next,
  nextUntil,
  openDeck,
  place,
  startBrowser,
  waitForText,
  watchSteps,
} from '../support/browser.ts';
import { asUser, copyProject, makeUser, removeUser, type User } from '../support/copy.ts';
import { type Deck, endDecks, ROOT, startDeck } from '../support/deck.ts';
import { nameOf } from '../support/proc.ts';
import { itAsRoot } from '../support/root.ts';
import { leftAfter, NOTHING, tracesOf } from '../support/traces.ts';

const PORT = ['--port', '4250'];
const TALK = ['--talk', 'examples/minimal'];

afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

const terminal = (page: Page) =>
  page.evaluate(() => document.querySelector('section.present deck-terminal')?.getAttribute('state') ?? null);

/** Goes from the first slide to the demo's, by Next alone. */
async function toDemo(page: Page): Promise<void> {
  expect(await place(page)).toMatchObject({ h: 0, v: 0 });
  await nextUntil(page, ({ demo }) => demo !== null, 10);
  expect(await place(page)).toMatchObject({ h: 2, demo: 'log' });
}

/** Goes through the whole talk with Next; its steps run for real. */
async function give(deck: Deck): Promise<Page> {
  const page = await openDeck(await startBrowser(), deck);
  const state = await watchSteps(page);
  await toDemo(page);
  await waitForText(page, 'log', 'shell', /\$/);
  expect(await terminal(page)).toBe('live');
  for (const step of ['look', 'count', 'slowest']) {
    await next(page);
    expect(await state(`log.${step}`, 'met', 'unmet')).toBe('met');
  }
  const log = readFileSync(join(ROOT, 'examples/minimal/shop/access.log'), 'utf8').trim().split('\n');
  const slowest = log.sort((a, b) => Number(b.split(' ')[4]) - Number(a.split(' ')[4]))[0]!;
  expect(await waitForText(page, 'log', 'shell', /head -n 3\n.*\/export/)).toContain(`head -n 3\n${slowest}`);
  expect(await isLast(page)).toBe(true);
  expect(page.faults).toEqual([]);
  return page;
}

/** Types a command into the demo's terminal by hand. */
async function type(page: Page, command: string): Promise<void> {
  await page.locator('section.present deck-terminal .xterm-screen').first().click();
  await page.keyboard.type(`${command}\n`);
}

/** Processes that a test detached from their pane. */
function sleepers(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') === 'sleep 4340 ';
      } catch {
        return false;
      }
    });
}

/** The deck needed no sudo and installed no package. */
const QUIET = /sudo|apt|packages|root/i;

describe('the example', () => {
  itAsRoot('runs by its one option, and leaves nothing behind', async () => {
    const deck = await startDeck([...PORT, ...TALK]);
    await deck.line(/^live log$/);
    const page = await give(deck);
    expect(await page.title()).toBe('Why is it slow?');
    await type(page, 'clear; (nohup setsid sleep 4340 >/dev/null &); echo pid $((40 + 2))');
    await waitForText(page, 'log', 'shell', /pid 42/);
    const traces = tracesOf(deck.process.pid!);
    expect(traces.processes.length).toBeGreaterThanOrEqual(4);
    expect(traces.cgroups).toEqual([]);
    expect(deck.lines.join('\n')).not.toMatch(QUIET);
    expect(await deck.end()).toBe(0);
    expect(await leftAfter(traces)).toEqual(NOTHING);
  });

  itAsRoot('runs without process namespaces, says so, and still leaves nothing behind', async () => {
    const bin = mkdtempSync(join(tmpdir(), 'deck-bin-'));
    writeFileSync(join(bin, 'unshare'), '#!/bin/sh\necho "unshare: not permitted" >&2\nexit 1\n', {
      mode: 0o755,
    });
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const deck = await startDeck([...PORT, ...TALK], { env });
    const page = await give(deck);
    await deck.line(/without a process namespace \(unshare: not permitted\)/);
    await type(page, 'clear; (nohup setsid sleep 4340 >/dev/null &); echo pid $((40 + 2))');
    await waitForText(page, 'log', 'shell', /pid 42/);
    const traces = tracesOf(deck.process.pid!);
    const detached = sleepers();
    expect(detached).toHaveLength(1);
    const processes = [...traces.processes, ...detached.map((pid) => nameOf(pid)!)];
    expect(await deck.end()).toBe(0);
    expect(await leftAfter({ ...traces, processes })).toEqual(NOTHING);
    rmSync(bin, { recursive: true });
  });

  it('plays its own recording with --network none', async () => {
    const deck = await startDeck([...PORT, ...TALK, '--network', 'none']);
    const page = await openDeck(await startBrowser(), deck);
    await toDemo(page);
    await page.waitForSelector('section.present deck-terminal[state="replay"]');
    for (const seen of [/GET \/ 200/, /\d+ \/search/, /GET \/export 200 \d{4}/]) {
      await next(page);
      await waitForText(page, 'log', 'shell', seen);
      // A press while the recording plays would only complete it.
      await page.waitForFunction(() => !document.querySelector('section.present [data-busy]'));
    }
    expect(await isLast(page)).toBe(true);
    expect(page.faults).toEqual([]);
    // It has no recordings of the talk in slides/.
    const other = await page.evaluate(async () => (await fetch('casts/process-tracker.shell.cast')).status);
    expect(other).toBe(404);
    expect(await deck.end()).toBe(0);
  });
});

describe('a user without sudo', () => {
  let user: User | undefined;
  let dir: string;
  beforeAll(() => {
    if (process.getuid?.() !== 0) return;
    user = makeUser('deck-minimal', false);
    dir = copyProject(user, false);
  });
  afterAll(() => user && removeUser(user.name));

  itAsRoot('has the example live, as that user, and nothing is left when it is killed', async () => {
    const deck = await startDeck([...PORT, ...TALK], { command: asUser(user!), cwd: dir });
    await deck.line(/^live log$/);
    const page = await give(deck);
    await type(page, 'clear; id -un; printenv SECRET; echo [$SECRET]; ls -d ~');
    await waitForText(page, 'log', 'shell', /deck-minimal\n\[\]\n\/home\/deck-minimal/);
    await type(page, 'clear; (nohup setsid sleep 4340 >/dev/null &); echo pid $((40 + 2))');
    await waitForText(page, 'log', 'shell', /pid 42/);
    // A foreground process that ignores a hangup.
    await type(page, `clear; sh -c "trap '' HUP TERM; echo deaf \\$((40 + 2)); sleep 4340"`);
    await waitForText(page, 'log', 'shell', /deaf 42/);
    expect(deck.lines.join('\n')).not.toMatch(QUIET);
    const traces = tracesOf(deck.process.pid!);
    const contained = traces.namespaces.length > 0;
    if (contained) {
      expect(await deck.end('SIGKILL')).toBe('SIGKILL');
    } else {
      expect(deck.lines.join('\n')).toMatch(/without a process namespace/);
      expect(await deck.end()).toBe(0);
    }
    expect(await leftAfter(traces)).toEqual(NOTHING);
  });
});

describe('a copy of the example elsewhere', () => {
  let dir: string;
  beforeEach(() => {
    dir = join(mkdtempSync(join(tmpdir(), 'deck-own-')), 'my-talk');
    cpSync(join(ROOT, 'examples/minimal'), dir, { recursive: true });
  });
  afterEach(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

  const start = (args: string[], command = 'start') =>
    startDeck([...PORT, ...args], { command: [process.execPath, 'start.mjs', command] });
  const fails = (args: string[]) =>
    start(args).then(
      (deck) => `it started: ${deck.lines.join('\n')}`,
      (error: Error) => error.message,
    );
  const edit = (name: string, from: string | RegExp, to: string) => {
    const file = join(dir, name);
    const before = readFileSync(file, 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(file, after);
    return before.slice(0, typeof from === 'string' ? before.indexOf(from) : before.search(from)).split('\n')
      .length;
  };

  it('has its own words and colours, and no pages of another talk', async () => {
    edit('talk.ts', 'Why is it slow?', 'Why is it quick?');
    edit('01-title.md', 'Why is it slow?', 'Why is it quick?');
    edit('theme/index.css', '#2fb3a0, #6fd6c3', '#010203, #010203');
    const deck = await start(['--talk', dir, '--network', 'none']);
    const page = await openDeck(await startBrowser(), deck);
    expect(await page.textContent('section.present h1')).toBe('Why is it quick?');
    const colour = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--kernel-fill'));
    expect(await colour()).toMatch(/#010203/);
    await deck.end();
    const other = await start([...TALK, '--network', 'none']);
    await page.goto(other.address);
    await page.waitForSelector('section.present h1');
    expect(await page.textContent('section.present h1')).toBe('Why is it slow?');
    expect(await colour()).toMatch(/#6fd6c3/);
  });

  it('is updated while it is written', async () => {
    const deck = await start(['--talk', dir, '--network', 'none'], 'dev');
    const page = await openDeck(await startBrowser(), deck);
    await page.evaluate(() => Object.assign(window, { survives: true }));
    edit('01-title.md', 'Three shell commands', 'Four shell commands');
    await page.waitForFunction(() => document.body.textContent!.includes('Four shell'), undefined, {
      timeout: 15_000,
    });
    edit('theme/index.css', '--kernel-fill: light-dark(#2fb3a0, #6fd6c3)', '--kernel-fill: #010203');
    await page.waitForFunction(
      () => getComputedStyle(document.documentElement).getPropertyValue('--kernel-fill') === '#010203',
      undefined,
      { timeout: 15_000 },
    );
    expect(await page.evaluate(() => 'survives' in window)).toBe(true);
    await toDemo(page);
    await page.waitForSelector('section.present deck-terminal[state="replay"]');
    expect(page.faults).toEqual([]);
  });

  it('is built into a folder of its own', () => {
    execFileSync(process.execPath, ['start.mjs', 'build', '--talk', dir], { cwd: ROOT, stdio: 'ignore' });
    expect(readFileSync(join(dir, 'dist/index.html'), 'utf8')).toContain('<title>Why is it slow?</title>');
    expect(readFileSync(join(dir, 'dist/casts/log.shell.cast'), 'utf8')).toBe(
      readFileSync(join(dir, 'casts/log.shell.cast'), 'utf8'),
    );
    // It has no packet and no verifier's log, so their code is not in it.
    const assets = readdirSync(join(dir, 'dist/assets')).filter((name) => /\.(js|css)$/.test(name));
    const text = assets.map((name) => readFileSync(join(dir, 'dist/assets', name), 'utf8')).join('\n');
    expect(text).toMatch(/deck-terminal/);
    expect(text).not.toMatch(/packet-|deck-packet|deck-verdict|verifier|ethernet/i);
  });

  it('gets a message with file and line for an unknown demo', async () => {
    const line = edit('03-log.md', 'terminal demo=log', 'terminal demo=lgo');
    const message = await fails(['--talk', dir]);
    expect(message.split(`my-talk/03-log.md:${line}: unknown demo "lgo"`)).toHaveLength(2);
    expect(message).toContain(`> ${line} | \`\`\`terminal demo=lgo`);
    expect(message).not.toMatch(/Rolldown|plugin|server\//);
  });

  it.each<[string, string | RegExp, string, string]>([
    ['a field', 'expect: /GET', 'expct: /GET', 'demos.0.steps.0.expct: there is no such field'],
    ['a value', 'rows: 17', "rows: 'many'", 'demos.0.panes.0.rows: '],
    ['a part', 'needs: []', "needs: ['rot']", 'demos.0.needs.0: unknown need "rot"'],
    ['a folder', "'./shop'", "'./../..'", 'demos.0.panes.0.cwd: ./../.. leaves its folder'],
    ['a bracket', /demos: \[/, 'demos: ]', ''],
    ['a name', 'export default {', 'export default sooo && {', 'sooo is not defined'],
  ])(
    'gets a message with file and line for a typo of %s in talk.ts, and no file of ours',
    async (_what, from, to, words) => {
      const line = edit('talk.ts', from, to);
      const message = await fails(['--talk', dir]);
      expect(message).toContain(`my-talk/talk.ts:${line}: ${words}`);
      expect(message).not.toMatch(/server\/|node_modules|\bat \S+ \(/);
    },
  );

  it('gets a message about what a folder needs to be a talk', async () => {
    expect(await fails(['--talk', join(dir, 'nowhere')])).toMatch(
      /there is no folder .*nowhere; .*examples\/minimal/,
    );
    expect(await fails(['--talk', join(dir, 'shop')])).toMatch(/holds no talk; copy examples\/minimal/);
    rmSync(join(dir, 'talk.ts'));
    expect(await fails(['--talk', dir])).toMatch(/there is no talk\.ts in .*my-talk; add it/);
  });
});
