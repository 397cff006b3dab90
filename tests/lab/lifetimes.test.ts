// Ends a deck and its pages in every way, twice each, and checks that nothing is left, a usual run in three;
// tests/lab/lifetimes/main.ts does it fifty times. Every pane runs a foreground, a background, a nohup, a
// setsid, a double-forked and a signal-ignoring child; every second time the two programs are in the kernel.
import { afterEach, expect } from 'vitest';
import { sample } from '../support/breadth.ts';
import { endBrowsers } from '../support/browser.ts';
import { endDecks } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { NOTHING } from '../support/traces.ts';
import { type Life, Lives, WAYS } from './lifetimes/life.ts';
import { table } from './lifetimes/table.ts';

const TIMES = 2;

afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

itAsRoot.each(sample(WAYS, 3))('%s leaves nothing', async (way) => {
  const lives = new Lives({ port: 4860 });
  const all: Life[] = [];
  for (let n = 0; n < TIMES; n++) all.push(await lives.live(way, n));
  console.log(table({ [way]: all }));
  for (const { left, leftAfterNext, faults, children, programs } of all) {
    expect(faults).toEqual([]);
    expect(leftAfterNext ?? left).toEqual(NOTHING);
    expect(children).toBeGreaterThanOrEqual(22);
    expect(programs === 0 || programs >= 2).toBe(true);
  }
  expect(all[1]!.programs).toBeGreaterThanOrEqual(2);
  expect((await lives.dispose()) ?? NOTHING).toEqual(NOTHING);
});
