// A laptop that sleeps, as its processes see it: stopped for a while, then going on with the clock ahead. Afterwards the
// same shell is there, nothing is lost, and the page is live again by itself.
// DECK_SUSPEND_SECONDS sets for how long (20 to 60 make sense: shorter than that no heartbeat is missed).
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endBrowsers, openDeck, startBrowser, terminalText, waitForText } from './browser.ts';
import { type Deck, endDecks, startDeck } from './deck.ts';
import { commandOf, descendants } from './proc.ts';
import { PLAIN, SocketPeer } from './socket-peer.ts';

const SECONDS = Number(process.env.DECK_SUSPEND_SECONDS ?? 20);
/** Lines of the shell's count; some 10 s of them come while everything is stopped, or would have. */
const LINES = 500;

let deck: Deck;
let page: Page & { faults: string[] };
/** Everything that was stopped, so that it goes on also when a test fails. */
let stopped: number[] = [];

beforeEach(async () => {
  deck = await startDeck(['--port', '4840', '--talk', 'tests/plain']);
  await deck.line(/^live plain$/);
  page = await openDeck(await startBrowser(), deck);
  await waitForText(page, 'plain', 'one', /\$/);
  await page.locator('deck-terminal[pane="one"] .xterm-screen').click();
});
afterEach(async () => {
  goOn();
  await endBrowsers();
  await endDecks();
});

function stop(pids: number[]): void {
  stopped = pids;
  signal('SIGSTOP');
}

/** To those that are still there: a shell's short programs come and go. */
function signal(name: NodeJS.Signals): void {
  for (const pid of stopped) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function goOn(): void {
  signal('SIGCONT');
  stopped = [];
}

const browserPids = () =>
  descendants(process.pid).filter((pid) => /^\S*\/chromium( |$)/.test(commandOf(pid)[0] ?? ''));

const ways: [string, () => number[]][] = [
  ['the server', () => [deck.process.pid!]],
  ['the browser', browserPids],
  [
    'the server with its shells, and the browser',
    () => [...descendants(deck.process.pid!), ...browserPids()],
  ],
];

it.each(ways)('%s stops for a while: the same shell, every line, live by itself', async (_name, pids) => {
  await page.keyboard.type('me=$$; echo in $me; clear\n');
  await page.keyboard.type(
    `for i in {1..${LINES}}; do echo line-$i; sleep 0.02; done; echo still $((me + 0 - $$))\n`,
  );
  await waitForText(page, 'plain', 'one', /^line-30$/m);
  const session = new SocketPeer(deck, PLAIN);
  await session.connect();

  const all = pids();
  expect(all.length).toBeGreaterThan(0);
  stop(all);
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  session.cut();
  goOn();
  const began = Date.now();

  await page.waitForSelector('deck-terminal[pane="one"][state="live"]', { timeout: 30_000 });
  const text = await waitForText(page, 'plain', 'one', /^still 0$/m, 60_000);
  const lines = [...text.matchAll(/^line-(\d+)$/gm)].map(([, n]) => Number(n));
  expect(lines).toEqual(Array.from({ length: LINES }, (_, i) => i + 1));

  // The page shows what the server has, and types into the shell that it showed before.
  await session.connect();
  await session.shows(/^still 0$/m);
  expect(new Set(session.sessions).size).toBe(1);
  const other = session
    .text()
    .trimEnd()
    .split('\n')
    .map((row) => row.trimEnd());
  expect((await terminalText(page, 'plain', 'one')).split('\n')).toEqual(other);
  session.dispose();
  await page.keyboard.type('echo typed $((me - $$ + 42))\n');
  await waitForText(page, 'plain', 'one', /^typed 42$/m);
  // This talk has no recordings, which the page looks for.
  expect(page.faults.filter((fault) => !/404/.test(fault))).toEqual([]);
  console.log(`live and whole ${Date.now() - began} ms after it went on, the shell’s own work included`);
});
