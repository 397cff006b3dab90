// How soon the demos are live when everything is set up: everything that they need was tried by then.
import { afterEach, expect, it } from 'vitest';
import { endDecks, live, startDeck } from '../support/deck.ts';

afterEach(endDecks);

/** How long it may take, in ms, from the command to the second demo. */
const MOST_MS = 3000;

it('both demos are live within three seconds of the start', async () => {
  const runs: number[] = [];
  // The first start may still have something to build.
  for (let run = 0; run < 4; run++) {
    const began = performance.now();
    const deck = await startDeck(['--port', '4340']);
    await live(deck);
    runs.push(Math.round(performance.now() - began));
    expect(await deck.end()).toBe(0);
  }
  console.log(`live after ${runs.join(', ')} ms`);
  expect(Math.min(...runs)).toBeLessThan(MOST_MS);
});
