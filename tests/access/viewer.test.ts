// The viewer's page in real Chromium: it shows what the speaker shows, and can't type, run steps or move
// other pages.
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import {
  endBrowsers,
  next,
  nextAndSee,
  nextUntil,
  openDeck,
  place,
  startBrowser,
  terminalText,
  waitForText,
} from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';

const SHARED = '127.0.0.2';

afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

const share = async (...args: string[]): Promise<Deck> => {
  const deck = await startDeck(['--port', '4960', '--share', SHARED, ...args]);
  await deck.line(/^remote /);
  return deck;
};
const openViewer = async (deck: Deck): Promise<Page & { faults: string[] }> => {
  const address = deck.lines.find((line) => line.startsWith('viewer '))!.slice('viewer '.length);
  return openDeck(await startBrowser(), { ...deck, address });
};
const sessions = async (deck: Deck) =>
  ((await (await fetch(`http://127.0.0.1:${deck.port}/healthz`)).json()) as { sessions: number }).sessions;

it('mirrors terminals that the speaker has started, and can’t type into them', async () => {
  const deck = await share('--talk', 'tests/support/plain');
  await deck.line(/^live plain$/);
  const viewer = await openViewer(deck);
  await viewer.waitForSelector('html[data-role="viewer"]', { state: 'attached' });
  await viewer.waitForSelector('deck-terminal[pane="one"][state="connecting"]');
  expect(await sessions(deck)).toBe(0);

  const speaker = await openDeck(await startBrowser(), deck);
  await waitForText(speaker, 'plain', 'one', /\$/);
  await viewer.waitForSelector('deck-terminal[pane="one"][state="live"]');
  await viewer.locator('deck-terminal[pane="one"] .xterm-screen').click();
  await viewer.keyboard.type('echo from the hall\n');
  await viewer.keyboard.press('Control+c');
  await viewer.keyboard.press('Control+Alt+r');
  await viewer.keyboard.press('F9');
  await speaker.locator('deck-terminal[pane="one"] .xterm-screen').click();
  await speaker.keyboard.type('echo from the stage $((6 * 7))\n');
  await waitForText(viewer, 'plain', 'one', /from the stage 42/);
  expect(await terminalText(speaker, 'plain', 'one')).not.toMatch(/hall|\^C/);
  expect(await terminalText(viewer, 'plain', 'one')).toBe(await terminalText(speaker, 'plain', 'one'));

  // Only the speaker may start a shell again that has ended.
  await speaker.keyboard.type('exit\n');
  await viewer.waitForSelector('deck-terminal[pane="one"][state="exited"]');
  await viewer.keyboard.press('Enter');
  // The viewer shows what the speaker typed afterwards, so the viewer's Enter would have had its effect by now.
  await speaker.locator('deck-terminal[pane="two"] .xterm-screen').click();
  await speaker.keyboard.type('echo afterwards $((6 * 7))\n');
  await waitForText(viewer, 'plain', 'two', /afterwards 42/);
  expect(await viewer.locator('deck-terminal[pane="one"]').getAttribute('state')).toBe('exited');
  expect(await sessions(deck)).toBe(1);
  await speaker.locator('deck-terminal[pane="one"] .xterm-screen').click();
  await speaker.keyboard.press('Enter');
  await viewer.waitForSelector('deck-terminal[pane="one"][state="live"]');
  // The viewer's page sent no message that was refused.
  const refused = [...viewer.faults, ...speaker.faults].filter((fault) => !/40[34]/.test(fault));
  expect(refused).toEqual([]);
});

it('follows the speaker, can look at other slides without moving anybody, and can’t open the speaker’s page', async () => {
  const deck = await share('--network', 'none');
  const speaker = await openDeck(await startBrowser(), deck);
  const viewer = await openViewer(deck);
  const at = async (page: Page) => {
    const { h, v, f } = await place(page);
    return `${h}.${v}.${f}`;
  };
  await next(speaker);
  await expect.poll(() => at(viewer)).toBe(await at(speaker));
  const stood = await at(speaker);
  for (let i = 0; i < 3; i++) await next(viewer);
  await viewer.keyboard.press('s');
  await expect.poll(() => at(viewer)).not.toBe(stood);
  // The speaker's next press reaches the viewer, and continues from the speaker's slide.
  await speaker.keyboard.press('PageUp');
  await next(speaker);
  await expect.poll(() => at(viewer)).toBe(stood);
  expect(await at(speaker)).toBe(stood);
  expect(
    viewer
      .context()
      .pages()
      .filter((page) => page.url().includes('speaker')),
  ).toEqual([]);
  const response = await viewer.goto(`http://${SHARED}:${deck.port}/speaker`);
  expect(response!.status()).toBe(403);
});

it('switches to the recording and back with the speaker', async () => {
  const deck = await share('--talk', 'examples/minimal');
  await deck.line(/^live log$/);
  const speaker = await openDeck(await startBrowser(), deck);
  const viewer = await openViewer(deck);
  await nextUntil(speaker, ({ demo }) => demo === 'log', 12);
  await viewer.waitForSelector('section.present deck-terminal[state="live"]');
  for (const state of ['replay', 'live']) {
    await speaker.keyboard.press('F6');
    await speaker.waitForSelector(`section.present deck-terminal[state="${state}"]`);
    await viewer.waitForSelector(`section.present deck-terminal[state="${state}"]`);
  }
});

it('runs no step by its own Next', async () => {
  const deck = await share('--talk', 'examples/minimal');
  await deck.line(/^live log$/);
  const speaker = await openDeck(await startBrowser(), deck);
  const viewer = await openViewer(deck);
  await nextUntil(viewer, ({ demo }) => demo === 'log', 12);
  for (let i = 0; i < 4; i++) await nextAndSee(viewer);
  expect((await place(speaker)).h).toBe(0);
  // The server has answered something that was sent later.
  await next(speaker);
  await expect.poll(async () => (await place(viewer)).demo).toBe(null);
  expect(await sessions(deck)).toBe(0);
  expect(viewer.faults).toEqual([]);
});
