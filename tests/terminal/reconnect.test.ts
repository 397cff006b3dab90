// A page that loses its connection or its server shows that, reconnects, and types nothing twice.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endBrowsers, openDeck, startBrowser, terminalText, waitForText } from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';

let deck: Deck;
let page: Page & { faults: string[] };

const start = async () => {
  deck = await startDeck(['--port', '4250', '--talk', 'tests/support/plain']);
  await deck.line(/^live plain$/);
};

beforeEach(async () => {
  await start();
  const context = await startBrowser();
  // The sockets of the page, so that the test can cut them.
  await context.addInitScript(() => {
    const all: WebSocket[] = [];
    const Native = window.WebSocket;
    class Watched extends Native {
      constructor(url: string | URL) {
        super(url);
        all.push(this);
      }
    }
    Object.assign(window, { WebSocket: Watched, sockets: all });
  });
  page = await openDeck(context, deck);
  await waitForText(page, 'plain', 'one', /\$/);
  await page.locator('deck-terminal[pane="one"] .xterm-screen').click();
});
afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

const words = () =>
  page.evaluate(() =>
    [...document.querySelectorAll('deck-terminal')].map(
      (terminal) =>
        `${terminal.getAttribute('state')}: ${terminal.querySelector('.deck-terminal-word')?.textContent}`,
    ),
  );
const cut = () =>
  page.evaluate(() => (window as unknown as { sockets: WebSocket[] }).sockets.at(-1)!.close());
const state = (name: string) =>
  page.waitForSelector(`deck-terminal[pane="one"][state="${name}"]`, { timeout: 20_000 });

it('shows that it reconnects, returns to the same shell, and types each key once', async () => {
  await page.keyboard.type('me=$$; echo in $me\n');
  const first = /in (\d+)/.exec(await waitForText(page, 'plain', 'one', /in \d+/))![1];
  for (let i = 0; i < 5; i++) {
    await page.keyboard.type(`echo before-${i} `);
    // The wait begins before the keys are typed, since the state may be short.
    const reconnecting = page.waitForFunction(() => {
      const terminal = document.querySelector('deck-terminal[pane="one"]')!;
      const word = terminal.querySelector('.deck-terminal-word')?.textContent;
      return terminal.getAttribute('state') === 'connecting' && word === 'reconnecting';
    });
    await cut();
    await page.keyboard.type(`and-after-${i} `);
    await reconnecting;
    await page.keyboard.type('$$\n');
    await state('live');
    await waitForText(page, 'plain', 'one', new RegExp(`\\nbefore-${i} and-after-${i} ${first}\\n`));
  }
  expect((await terminalText(page, 'plain', 'one')).match(/\nbefore-\d and-after-\d/g)).toHaveLength(5);
  // This talk has no recordings, which the page looks for.
  expect(page.faults.filter((fault) => !/404/.test(fault))).toEqual([]);
});

it('continues by itself while output runs, and misses no line of it', async () => {
  await page.keyboard.type('for i in {1..400}; do echo line-$i; sleep 0.005; done\n');
  for (let i = 0; i < 4; i++) {
    await waitForText(page, 'plain', 'one', new RegExp(`^line-${(i + 1) * 60}$`, 'm'));
    await cut();
  }
  const text = await waitForText(page, 'plain', 'one', /^line-400$/m);
  const lines = [...text.matchAll(/^line-(\d+)$/gm)].map(([, n]) => Number(n));
  expect(lines).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
});

it('shows that the server was restarted, keeps the screen, and offers to start again', async () => {
  await page.keyboard.type('echo still $((6 * 7))\n');
  await waitForText(page, 'plain', 'one', /still 42/);
  await deck.end('SIGKILL');
  await state('connecting');
  await start();
  await state('exited');
  expect(await words()).toEqual(Array(2).fill('exited: the server was restarted · Enter starts it again'));
  expect(await terminalText(page, 'plain', 'one')).toContain('still 42');
  await page.keyboard.type('lost');
  await page.keyboard.press('Enter');
  await state('live');
  await page.keyboard.type('echo new $((6 * 7))\n');
  const text = await waitForText(page, 'plain', 'one', /new 42/);
  expect(text).not.toContain('still');
  expect(text).not.toContain('lost');
});
