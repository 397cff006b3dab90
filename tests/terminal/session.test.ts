// Sessions belong to the server: after a reload, a jump or in a mirror, the screen is the same.
import { afterEach, expect, it } from 'vitest';
import {
  endBrowsers,
  next,
  nextUntil,
  openDeck,
  place,
  settled,
  startBrowser,
  terminalText,
  waitForText,
  watchSteps,
} from '../support/browser.ts';
import { endDecks, live, startDeck } from '../support/deck.ts';

afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

it('comes back after a reload in the middle of the tracker, goes on, and runs nothing twice', async () => {
  const deck = await startDeck(['--port', '4250']);
  await live(deck);
  const context = await startBrowser();
  const page = await openDeck(context, deck);
  const state = await watchSteps(page);
  await nextUntil(page, ({ demo }) => demo === 'process-tracker');
  await next(page);
  await state('process-tracker.track', 'met');
  await next(page);
  await state('process-tracker.ls', 'met');
  await waitForText(page, 'process-tracker', 'tracker', /INFO\s+ls\s/);
  const before = await terminalText(page, 'process-tracker', 'tracker');
  const shell = await terminalText(page, 'process-tracker', 'shell');
  const at = await place(page);

  await page.reload();
  await waitForText(page, 'process-tracker', 'tracker', /INFO\s+ls\s/);
  expect(await terminalText(page, 'process-tracker', 'tracker')).toBe(before);
  expect(await terminalText(page, 'process-tracker', 'shell')).toBe(shell);
  expect(await place(page)).toEqual(at);

  // Going back, jumping by URL, and a second window: nothing runs again.
  for (let i = 0; i < 5; i++) await page.keyboard.press('PageUp');
  const second = await openDeck(context, deck, `/#/${at.h}/0/1`);
  await waitForText(second, 'process-tracker', 'tracker', /INFO\s+ls\s/);
  await second.goto(new URL(`/#/${at.h}/0/3`, deck.address).href);
  await expect.poll(async () => (await place(second)).f).toBe(3);
  await settled(second);
  expect(await terminalText(second, 'process-tracker', 'shell')).toBe(shell);
  expect(await terminalText(second, 'process-tracker', 'tracker')).toBe(before);

  // Output goes on: the next step runs once, and all windows show it.
  await page.bringToFront();
  expect((await place(page)).f).toBe(3);
  for (let i = 0; i < 2; i++) await page.keyboard.press('PageUp');
  expect((await place(page)).f).toBe(1);
  const again = await watchSteps(page);
  await next(page);
  await again('process-tracker.curl', 'met');
  for (const window of [page, second]) {
    await window.bringToFront();
    const text = await waitForText(window, 'process-tracker', 'tracker', /INFO\s+curl\s/);
    expect(text.match(/INFO\s+curl\s/g)).toHaveLength(1);
    expect(text.match(/INFO\s+ls\s/g)).toHaveLength(1);
  }
});

it('lets the speaker type by hand, and no key typed in a terminal moves the deck', async () => {
  const deck = await startDeck(['--port', '4250']);
  await live(deck);
  const page = await openDeck(await startBrowser(), deck);
  await nextUntil(page, ({ demo }) => demo === 'process-tracker');
  await waitForText(page, 'process-tracker', 'shell', /\$/);
  const at = await place(page);
  await page.locator('section.present deck-terminal[pane="shell"] .xterm-screen').first().click();
  await page.keyboard.type('echo b.sq+-? n p $((6 * 7)) ');
  for (const key of ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'Space']) await page.keyboard.press(key);
  await page.keyboard.press('Enter');
  await waitForText(page, 'process-tracker', 'shell', /b\.sq\+-\? n p 42/);
  expect(await place(page)).toEqual(at);

  // The ways out: Ctrl+Alt+Up leaves the terminal; a clicker's keys always reach the deck.
  await page.keyboard.press('PageUp');
  expect(await place(page)).not.toEqual(at);
  await next(page);
  expect(await place(page)).toEqual(at);
  await page.locator('section.present deck-terminal[pane="shell"] .xterm-screen').first().click();
  await page.keyboard.press('Control+Alt+ArrowUp');
  await page.keyboard.press('ArrowLeft');
  expect(await place(page)).not.toEqual(at);
});

it('shows the exit status of a shell that has ended, and starts a new one in its place', async () => {
  const deck = await startDeck(['--port', '4250']);
  await live(deck);
  const page = await openDeck(await startBrowser(), deck);
  await nextUntil(page, ({ demo }) => demo === 'process-tracker');
  await waitForText(page, 'process-tracker', 'shell', /\$/);
  await page.locator('section.present deck-terminal[pane="shell"] .xterm-screen').first().click();
  await page.keyboard.type('nohup setsid sleep 987 >/dev/null 2>&1 & seq 1 300; exit 3\n');
  await page.waitForSelector('section.present deck-terminal[pane="shell"][state="exited"]');
  // The very last lines are there, although the shell ended at once.
  await waitForText(page, 'process-tracker', 'shell', /\n299\n300/);
  await page.keyboard.press('Enter');
  await page.waitForSelector('section.present deck-terminal[pane="shell"][state="live"]');
  await page.keyboard.type(
    'echo again $((6 * 7)); cat /proc/*/cmdline | tr "\\0" " " | grep -c "sleep 98[7]"\n',
  );
  await waitForText(page, 'process-tracker', 'shell', /again 42\n0/);
});

it('resets a demo for a second showing', async () => {
  const deck = await startDeck(['--port', '4250']);
  await live(deck);
  const page = await openDeck(await startBrowser(), deck);
  const state = await watchSteps(page);
  await nextUntil(page, ({ demo }) => demo === 'process-tracker');
  for (const id of ['track', 'ls']) {
    await next(page);
    expect(await state(`process-tracker.${id}`, 'met', 'unmet')).toBe('met');
  }
  await waitForText(page, 'process-tracker', 'tracker', /INFO\s+ls\s/);
  await page.keyboard.press('Control+Alt+r');
  expect(await state('process-tracker.ls', 'waiting')).toBe('waiting');
  await waitForText(page, 'process-tracker', 'tracker', /^\$\s*$/);
  expect((await place(page)).f).toBe(-1);

  for (const id of ['track', 'ls']) {
    await next(page);
    expect(await state(`process-tracker.${id}`, 'met', 'unmet')).toBe('met');
  }
  const text = await waitForText(page, 'process-tracker', 'tracker', /INFO\s+ls\s/);
  expect(text.match(/INFO\s+ls\s/g)).toHaveLength(1);
});
