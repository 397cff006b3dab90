// A page that is disconnected at random moments returns to the same shell and shows the server's screen.
// DECK_DISCONNECTS sets how often (1,000 for the figures in docs/evidence.md), DECK_SEED the moments.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { SEED, times } from '../support/breadth.ts';
import { endDecks, ROOT, startDeck } from '../support/deck.ts';
import { randomFrom } from '../support/random.ts';
import { SocketPeer } from '../support/socket-peer.ts';

const TIMES = times('DECK_DISCONNECTS', 60, 150);

afterEach(endDecks);

it(
  `${TIMES} times cut off at a random moment: same shell, nothing lost, nothing twice`,
  async () => {
    console.log(`seed ${SEED}`);
    const random = randomFrom(SEED);
    const deck = await startDeck(['--port', '4250', '--talk', 'tests/support/plain']);
    await deck.line(/^live plain$/);
    const peer = new SocketPeer(deck);
    await peer.connect();
    await peer.shows(/\$/);
    peer.input(`stty -echo; exec node ${join(ROOT, 'tests/terminal/resume/bursts.mjs')}\r`);
    await peer.shows(/^ready/m);

    for (let n = 1; n <= TIMES; n++) {
      // Sometimes more than is kept for resuming, so that a whole screen is sent instead.
      const long = n % 20 === 0;
      const size = long ? 400_000 : Math.floor(random() ** 3 * 60_000);
      if (long || random() < 0.5) {
        peer.input(`${n} ${size}\r`);
        // Somewhere in the middle of the output.
        await sleep(random() * 12);
        peer.cut();
      } else {
        // Typed while the connection is gone.
        peer.cut();
        peer.input(`${n} ${size}\r`);
      }
      // Long enough to print more than is kept.
      await sleep(long ? 400 : random() * 10);
      await peer.connect();
      await peer.shows(new RegExp(`^done ${n} line`, 'm'));
      await peer.whole();
      if (Buffer.compare(peer.capture(), await peer.fresh()) !== 0) {
        throw new Error(`seed ${SEED}, after disconnect ${n}: the page's screen is not the server's`);
      }
    }
    expect(peer.text()).not.toContain('MISSED');
    expect(new Set(peer.sessions).size).toBe(1);
    expect(peer.sessions).toHaveLength(TIMES + 1);
    // Both ways to return were used.
    expect(peer.begun.resumed).toBeGreaterThan(TIMES / 4);
    expect(peer.begun.whole).toBeGreaterThan(1);
    console.log(`${peer.begun.resumed} resumed, ${peer.begun.whole} by the screen`, peer.frames);
    // Rows are numbered: none is missing or there twice.
    const numbers = [...peer.text().matchAll(/^(\d+) /gm)].map(([, number]) => Number(number));
    expect(numbers.length).toBeGreaterThan(20);
    for (let i = 1; i < numbers.length; i++) expect(numbers[i]).toBe(numbers[i - 1]! + 1);
    peer.dispose();
  },
  60_000 + TIMES * 1000,
);
