// kill -9 of the server in the middle of each demo: everything ends with it, and the next start cleans up and runs.
import { afterEach, expect } from 'vitest';
import { endBrowsers, next, nextUntil, openDeck, startBrowser, waitForText, watchSteps } from './browser.ts';
import { endDecks, live, startDeck } from './deck.ts';
import { itAsRoot } from './root.ts';
import { leftAfter, NOTHING, tracesOf } from './traces.ts';

afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

const demos = [
  { demo: 'process-tracker', steps: ['track', 'ls'], pane: 'tracker', seen: /INFO\s+ls\s/ },
  { demo: 'ping-monitor', steps: ['address', 'run', 'ssh', 'ping'], pane: 'laptop', seen: /🔔/ },
];

itAsRoot.each(demos)('$demo', async ({ demo, steps, pane, seen }) => {
  const show = async () => {
    const deck = await startDeck(['--port', '4800']);
    await live(deck);
    const page = await openDeck(await startBrowser(), deck);
    const state = await watchSteps(page);
    await nextUntil(page, (place) => place.demo === demo);
    for (const id of steps) {
      await next(page);
      expect(await state(`${demo}.${id}`, 'met', 'unmet')).toBe('met');
    }
    await waitForText(page, demo, pane, seen);
    return deck;
  };

  const deck = await show();
  const traces = tracesOf(deck.process.pid!);
  expect(traces.programs.length).toBeGreaterThanOrEqual(1);
  expect(await deck.end('SIGKILL')).toBe('SIGKILL');
  expect(await leftAfter(traces)).toEqual(NOTHING);
  await endBrowsers();

  const again = await show();
  expect(again.port).toBe(deck.port);
  expect(again.token).toBe(deck.token);
  const last = tracesOf(again.process.pid!);

  // The root part killed too: only empty folders stay, and the next start says that it removed them.
  for (const pid of last.pids.toReversed()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {}
  }
  const third = await startDeck(['--port', '4800']);
  await third.line(/removed what an earlier run left behind/);
  await live(third);
  expect(await third.end()).toBe(0);
  expect(await leftAfter(last)).toEqual(NOTHING);
});
