// A laptop's sleep, as processes see it: all are stopped for a while and go on with a later clock. Afterwards
// the shell is the same, nothing is lost, and the page is live again by itself.
// DECK_SUSPEND_SECONDS sets for how long (20 to 60 make sense: in less time no heartbeat is missed).
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endBrowsers, openDeck, startBrowser, terminalText, waitForText } from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { commandOf, descendants } from '../support/proc.ts';
import { PLAIN, SocketPeer } from '../support/socket-peer.ts';

const SECONDS = Number(process.env.DECK_SUSPEND_SECONDS ?? 20);
/** How many lines the shell counts; some 10 s of them fall into the time when everything is stopped. */
const LINES = 500;

/** A deck, a page of it in a browser of its own, and another peer whose connection is cut while they sleep. */
type Laptop = {
  deck: Deck;
  page: Page & { faults: string[] };
  browser: number[];
  peer: SocketPeer;
};

const ways: { name: string; port: number; stops(laptop: Laptop): number[] }[] = [
  { name: 'the server', port: 4840, stops: ({ deck }) => [deck.process.pid!] },
  { name: 'the browser', port: 4850, stops: ({ browser }) => browser },
  {
    name: 'the server with its shells, and the browser',
    port: 4860,
    stops: ({ deck, browser }) => [...descendants(deck.process.pid!), ...browser],
  },
];

const laptops = new Map<string, Laptop>();
/** Everything that was stopped, so that it is resumed even when a test fails. */
const stopped: number[] = [];

/** Stops all of them at once. */
beforeAll(async () => {
  for (const { name, port } of ways) laptops.set(name, await boot(port));
  for (const laptop of laptops.values()) await count(laptop);
  for (const { name, stops } of ways) {
    const laptop = laptops.get(name)!;
    const all = stops(laptop);
    // It is stopped in the middle of its work.
    expect(await terminalText(laptop.page, 'plain', 'one'), name).not.toMatch(/^still/m);
    expect(all.length, name).toBeGreaterThan(0);
    stopped.push(...all);
  }
  signal('SIGSTOP');
  // The sleep itself.
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  for (const { peer } of laptops.values()) peer.cut();
  signal('SIGCONT');
});
afterAll(async () => {
  signal('SIGCONT');
  for (const { peer } of laptops.values()) peer.dispose();
  await endBrowsers();
  await endDecks();
});

async function boot(port: number): Promise<Laptop> {
  const deck = await startDeck(['--port', String(port), '--talk', 'tests/support/plain']);
  await deck.line(/^live plain$/);
  const older = new Set(browserPids());
  const page = await openDeck(await startBrowser(undefined, { own: true }), deck);
  await waitForText(page, 'plain', 'one', /\$/);
  await page.locator('deck-terminal[pane="one"] .xterm-screen').click();
  await page.keyboard.type('me=$$; echo in $me; clear\n');
  const browser = browserPids().filter((pid) => !older.has(pid));
  return { deck, page, browser, peer: new SocketPeer(deck, PLAIN) };
}

async function count({ page, peer }: Laptop): Promise<void> {
  await page.keyboard.type(
    `for i in {1..${LINES}}; do echo line-$i; sleep 0.02; done; echo still $((me + 0 - $$))\n`,
  );
  await waitForText(page, 'plain', 'one', /^line-30$/m);
  await peer.connect();
}

/** Signals those that are still there: a shell's short programs come and go. */
function signal(name: NodeJS.Signals): void {
  for (const pid of stopped) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended meanwhile.
    }
  }
}

function browserPids(): number[] {
  return descendants(process.pid).filter((pid) => /^\S*\/chromium( |$)/.test(commandOf(pid)[0] ?? ''));
}

describe.each(ways)('$name stops for a while', ({ name }) => {
  it('the same shell, every line, live by itself', async () => {
    const { page, peer } = laptops.get(name)!;
    await page.waitForSelector('deck-terminal[pane="one"][state="live"]', { timeout: 30_000 });
    const text = await waitForText(page, 'plain', 'one', /^still 0$/m, 60_000);
    const lines = [...text.matchAll(/^line-(\d+)$/gm)].map(([, n]) => Number(n));
    expect(lines).toEqual(Array.from({ length: LINES }, (_, i) => i + 1));

    // The page shows what the server has, and types into the same shell as before.
    await peer.connect();
    await peer.shows(/^still 0$/m);
    expect(new Set(peer.sessions).size).toBe(1);
    const other = peer
      .text()
      .trimEnd()
      .split('\n')
      .map((row) => row.trimEnd());
    expect((await terminalText(page, 'plain', 'one')).split('\n')).toEqual(other);
    await page.keyboard.type('echo typed $((me - $$ + 42))\n');
    await waitForText(page, 'plain', 'one', /^typed 42$/m);
    // This talk has no recordings, which the page looks for.
    expect(page.faults.filter((fault) => !/404/.test(fault))).toEqual([]);
  });
});
