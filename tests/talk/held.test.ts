// Next where a step can't begin at once: held and carried out, typed now, skipped, or shown from its recording; and
// F6 where steps did not run or were not met. Real shells, real windows.
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  endBrowsers,
  goToSlide,
  mirrorIn,
  next,
  openDeck,
  place,
  startBrowser,
  terminalText,
  waitForText,
  watchSteps,
} from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { RoleSocket } from '../support/tokens.ts';

const ARGS = ['--port', '5270', '--talk', 'tests/support/uneven'];

let deck: Deck;
const start = async () => {
  deck = await startDeck(ARGS);
  await deck.line(/^live lines$/);
};
beforeAll(start);
afterEach(async () => {
  const speaker = new RoleSocket(deck, 'speaker');
  await speaker.receives('welcome');
  for (const demo of ['order', 'never', 'unmet', 'auto', 'ended', 'far', 'lines'])
    speaker.send({ t: 'reset', demo });
  speaker.send({ t: 'at', at: { h: 0, v: 0, f: -1 } });
  await speaker.settled();
  speaker.dispose();
  await endBrowsers();
});
afterAll(endDecks);

type Opened = Page & { faults: string[] };

async function open(demo: string): Promise<{ page: Opened; state: Awaited<ReturnType<typeof watchSteps>> }> {
  const page = await openDeck(await startBrowser(), deck);
  const state = await watchSteps(page);
  await goToSlide(page, `[data-demo="${demo}"]`);
  await waitForText(page, demo, 'one', /\$/);
  await waitForText(page, demo, 'two', /\$/);
  return { page, state };
}

/** The speaker's page beside an open one, and what it has to say. */
async function openSpeaker(page: Page): Promise<{ speaker: Page; mirror: Frame; cues(): Promise<string> }> {
  const speaker = await page.context().newPage();
  await speaker.goto(new URL('/speaker', deck.address).href);
  await expect.poll(() => speaker.frames().length).toBe(3);
  const mirror = await mirrorIn(speaker);
  await mirror.waitForSelector('section.present deck-terminal');
  // Its recordings, too, which a server that is gone can't send.
  await speaker.waitForLoadState('networkidle');
  await page.bringToFront();
  return {
    speaker,
    mirror,
    cues: async () => (await speaker.locator('.speaker-cues').allTextContents()).join(),
  };
}

const hint = (page: Page) => page.locator('.deck-hint.shown').textContent({ timeout: 1000 });
const mark = (page: Page | Frame, step: string) =>
  page.locator(`section.present .deck-step[data-step="${step}"]`).getAttribute('data-mark');
const paneState = (page: Page, pane = 'one') =>
  page.locator(`section.present deck-terminal[pane="${pane}"]`).getAttribute('state');
const failover = (page: Page) => page.keyboard.press('F6');

/** Types a step and completes it. */
async function give(page: Page): Promise<void> {
  await next(page);
  await page.waitForSelector('section.present [data-busy]');
  await next(page);
}

it('remembers a step until the one before has ended, says so calmly, and to the speaker why', async () => {
  const { page, state } = await open('order');
  const { cues } = await openSpeaker(page);
  await give(page);
  await state('order.slow', 'running');
  await next(page);
  await expect.poll(() => hint(page)).toBe('quick: in a moment');
  await expect.poll(() => mark(page, 'quick')).toBe('dots');
  await expect.poll(cues).toMatch(/quick waits: slow has not ended yet\. Next types it now\./);
  expect((await place(page)).f).toBe(0);
  // Nobody presses anything.
  await state('order.quick', 'met');
  await expect.poll(async () => (await place(page)).f).toBe(1);
  expect([await mark(page, 'slow'), await mark(page, 'quick')]).toEqual(['tick', 'tick']);
  await expect.poll(cues).toBe('');
  expect(await page.locator('section.present').textContent()).not.toContain('has not ended');
  // Some demos have no recording, on purpose.
  expect(page.faults.filter((fault) => !/ 404 /.test(fault))).toEqual([]);
});

it('types a held step now at the next press', async () => {
  const { page, state } = await open('order');
  await give(page);
  await state('order.slow', 'running');
  await next(page);
  await expect.poll(() => mark(page, 'quick')).toBe('dots');
  await next(page);
  await state('order.quick', 'typing');
  expect(await state('order.slow', 'running', 'met')).toBe('running');
  await state('order.quick', 'met');
});

it('forgets a held step when the deck goes elsewhere', async () => {
  const { page, state } = await open('order');
  await give(page);
  await state('order.slow', 'running');
  await next(page);
  await expect.poll(() => mark(page, 'quick')).toBe('dots');
  await page.keyboard.press('PageUp');
  await expect.poll(() => mark(page, 'quick')).toBe('number');
  await state('order.slow', 'met');
  await page.waitForTimeout(500);
  expect(await terminalText(page, 'order', 'two')).not.toContain('quick');
});

it('goes on without a step that never can begin, and ticks it nowhere', async () => {
  const { page, state } = await open('never');
  const { cues } = await openSpeaker(page);
  await next(page);
  await expect.poll(() => mark(page, 'prompt')).toBe('dots');
  await expect.poll(() => hint(page)).toBe('prompt: in a moment');
  await expect.poll(cues).toMatch(/prompt waits: .*NEVER.*\. Next goes on without it\./);
  await next(page);
  expect(await state('never.prompt', 'skipped')).toBe('skipped');
  await expect.poll(() => mark(page, 'prompt')).toBe('dash');
  await give(page);
  expect(await state('never.after', 'met', 'unmet')).toBe('met');
  expect(await terminalText(page, 'never', 'one')).not.toContain('prompt');
});

it('takes presses in two windows at once as one', async () => {
  const { page, state } = await open('order');
  const { speaker } = await openSpeaker(page);
  // Both get a real key; the second window's is a bounce of the first one's.
  await Promise.all([page.keyboard.press('PageDown'), speaker.keyboard.press('PageDown')]);
  await state('order.slow', 'typing');
  await page.waitForTimeout(300);
  // A second press would have completed the line.
  expect(await state('order.slow', 'typing')).toBe('typing');
});

it('shows the recording at once when the pane’s shell has ended', async () => {
  const { page, state } = await open('ended');
  const { cues } = await openSpeaker(page);
  await give(page);
  await state('ended.exit', 'met', 'unmet');
  await page.waitForSelector('section.present deck-terminal[pane="one"][state="exited"]');
  await next(page);
  await page.waitForSelector('section.present deck-terminal[pane="one"][state="replay"]');
  await waitForText(page, 'ended', 'one', /more, recorded/);
  await expect.poll(() => mark(page, 'more')).toBe('hollow');
  await expect.poll(cues).toMatch(/more is shown from its recording: the shell has ended/);
  // What was never recorded is passed, and said.
  await next(page);
  await expect.poll(() => hint(page)).toBe('unrecorded: not available here');
  await expect.poll(() => mark(page, 'unrecorded')).toBe('dash');
  await expect.poll(cues).toMatch(/unrecorded was not shown: .*npm run record/);
});

it('says that nobody answers the password, offers the recording, and plays on from it at the next step', async () => {
  const { page, state } = await open('far');
  const { cues } = await openSpeaker(page);
  await give(page);
  expect(await state('far.log-in', 'met', 'unmet')).toBe('unmet');
  await expect.poll(cues).toMatch(/it asks: password:/);
  await next(page);
  await expect.poll(() => mark(page, 'there')).toBe('dots');
  await expect.poll(cues).toMatch(/log in is unmet: it asks: password:/);
  await next(page);
  await waitForText(page, 'far', 'one', /there, recorded/);
  await expect.poll(() => mark(page, 'there')).toBe('hollow');
});

it('goes on live when the password is typed after all', async () => {
  const { page, state } = await open('far');
  await give(page);
  await state('far.log-in', 'unmet');
  await page.locator('section.present deck-terminal[pane="one"] .xterm-screen').click();
  await page.keyboard.type('secret\n');
  await waitForText(page, 'far', 'one', /far> /);
  await next(page);
  expect(await state('far.there', 'met', 'unmet')).toBe('met');
  await waitForText(page, 'far', 'one', /^there$/m);
});

it('says that Next was heard while the server hangs, and runs the step when it answers', async () => {
  const { page, state } = await open('order');
  deck.process.kill('SIGSTOP');
  try {
    await next(page);
    await expect.poll(() => hint(page)).toBe('slow: in a moment');
    await expect.poll(() => mark(page, 'slow')).toBe('dots');
  } finally {
    deck.process.kill('SIGCONT');
  }
  await state('order.slow', 'typing');
  await expect.poll(async () => (await place(page)).f).toBe(0);
});

it('holds Next while the server is away, and runs the step when a new one is there', async () => {
  const { page, state } = await open('order');
  await deck.end('SIGKILL');
  try {
    await page.waitForSelector('.deck-footer-word:text("reconnecting")');
    await next(page);
    await expect.poll(() => mark(page, 'slow')).toBe('dots');
    expect((await place(page)).f).toBe(-1);
  } finally {
    await start();
  }
  await state('order.slow', 'typing');
  await expect.poll(async () => (await place(page)).f).toBe(0);

  // A step that ran keeps its tick, though the next server knows nothing of it.
  await expect.poll(() => mark(page, 'slow'), { timeout: 10_000 }).toBe('tick');
  await deck.end('SIGKILL');
  const away = page.locator('.deck-footer-word:text("reconnecting")');
  try {
    await away.waitFor();
  } finally {
    await start();
  }
  await away.waitFor({ state: 'detached' });
  expect(await mark(page, 'slow')).toBe('tick');
});

it('plays the recording at the second press while the server is away', async () => {
  const { page } = await open('order');
  const { mirror } = await openSpeaker(page);
  await deck.end('SIGKILL');
  try {
    await page.waitForSelector('.deck-footer-word:text("reconnecting")');
    await next(page);
    await expect.poll(() => hint(page)).toBe('slow: reconnecting');
    await expect.poll(() => mark(mirror, 'slow')).toBe('dots');
    await next(page);
    await page.waitForSelector('section.present deck-terminal[pane="one"][state="replay"]');
    await waitForText(page, 'order', 'one', /come/);
    await expect.poll(() => mark(page, 'slow')).toBe('hollow');
    // The speaker's page goes along without a server.
    await expect.poll(() => mark(mirror, 'slow')).toBe('hollow');
  } finally {
    await start();
  }
});

it('proposes F6 for a step that was not met, on the speaker’s page only, and one press keeps place and step', async () => {
  const { page, state } = await open('unmet');
  const { speaker, cues } = await openSpeaker(page);
  await give(page);
  await state('unmet.first', 'met');
  await give(page);
  await state('unmet.bad', 'unmet');
  await expect.poll(() => mark(page, 'bad')).toBe('dash');
  await expect.poll(cues).toMatch(/bad is not as expected.*F6 shows its recording\./);
  // Also on a speaker's page that is opened only now.
  await speaker.reload();
  await expect.poll(cues).toMatch(/bad is not as expected.*F6 shows its recording\./);
  expect(await page.locator('section.present').textContent()).not.toMatch(/F6|expected/);
  const box = await page.locator('section.present deck-terminal[pane="two"]').boundingBox();
  const at = await place(page);
  // The remote's button does the same as the key.
  const remote = new RoleSocket(deck, 'remote');
  await remote.receives('welcome');
  remote.send({ t: 'press', key: 'failover' });
  await page.waitForSelector('section.present deck-terminal[pane="two"][state="replay"]');
  remote.dispose();
  await waitForText(page, 'unmet', 'two', /good, recorded/);
  expect(await paneState(page, 'one')).toBe('replay');
  expect(await place(page)).toEqual(at);
  expect(await page.locator('section.present deck-terminal[pane="two"]').boundingBox()).toEqual(box);
  // What ran before did run; what was not met was not.
  expect([await mark(page, 'first'), await mark(page, 'bad')]).toEqual(['tick', 'dash']);

  // Back: all that the deck has passed was given live.
  await failover(page);
  await page.waitForSelector('section.present deck-terminal[pane="two"][state="live"]');
  expect(await paneState(page, 'one')).toBe('live');
});

it('goes back to live only when the steps before have run, and runs them in order at F6 again', async () => {
  const { page, state } = await open('unmet');
  const { cues } = await openSpeaker(page);
  await failover(page);
  await page.waitForSelector('section.present deck-terminal[pane="one"][state="replay"]');
  for (const id of ['first', 'bad']) {
    await next(page);
    await expect.poll(() => mark(page, id)).toBe('hollow');
  }
  expect([await paneState(page, 'one'), await paneState(page, 'two')]).toEqual(['replay', 'replay']);
  await failover(page);
  await expect.poll(() => hint(page)).toBe('not run here: first, bad · F6 again runs them');
  expect(await paneState(page, 'one')).toBe('replay');
  await expect.poll(cues).toMatch(/Did not run live: first, bad\. F6 again runs them\./);
  await failover(page);
  await page.waitForSelector('section.present deck-terminal[pane="one"][state="live"]');
  expect(await state('unmet.first', 'met')).toBe('met');
  expect(await state('unmet.bad', 'unmet')).toBe('unmet');
  expect([await mark(page, 'first'), await mark(page, 'bad')]).toEqual(['tick', 'dash']);
  await waitForText(page, 'unmet', 'one', /First/);
  await give(page);
  expect(await state('unmet.next', 'met')).toBe('met');
});

it('runs all steps of a demo in order before it goes live, also its last one, while the deck goes on', async () => {
  const { page, state } = await open('order');
  await failover(page);
  await page.waitForSelector('section.present deck-terminal[pane="one"][state="replay"]');
  for (const id of ['slow', 'quick', 'last']) {
    await next(page);
    await expect.poll(() => mark(page, id)).toBe('hollow');
  }
  await failover(page);
  await failover(page);
  await state('order.slow', 'running');
  expect(await state('order.quick', 'waiting')).toBe('waiting');
  await next(page);
  expect((await place(page)).demo).toBe('never');
  await state('order.last', 'met');
  await page.keyboard.press('PageUp');
  const marks = () => page.$$eval('section.present .deck-step', (steps) => steps.map((s) => s.dataset.mark));
  await expect.poll(marks).toEqual(['tick', 'tick', 'tick']);
  await waitForText(page, 'order', 'two', /Quick\n[\s\S]*Last/);
});

it('shows the recording of an unmet step by itself where talk.ts says so', async () => {
  const { page } = await open('auto');
  await give(page);
  await page.waitForSelector('section.present deck-terminal[pane="one"][state="replay"]');
  await waitForText(page, 'auto', 'one', /good, recorded/);
  await expect.poll(() => mark(page, 'bad')).toBe('dash');
  // After a reload the pane still shows it.
  await page.reload();
  await page.waitForSelector('section.present deck-terminal[pane="one"][state="replay"]');
});

it('writes a command of several lines on one line of the rail', async () => {
  const { page, state } = await open('lines');
  await give(page);
  await state('lines.file', 'met');
  await waitForText(page, 'lines', 'one', /one line\nand 42/);
  const command = page.locator('section.present .deck-step[data-step="file"] .deck-step-command');
  expect(await command.textContent()).toBe('cat <<END …');
  const { height } = (await page.locator('section.present deck-steps').boundingBox())!;
  expect((await command.boundingBox())!.height).toBeLessThan(height);
});
