// The talk, given by Next alone in a real browser on the real kernel; and what is left of it afterwards.
import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import {
  endBrowsers,
  isLast,
  nextStep,
  nextUntil,
  openDeck,
  place,
  startBrowser,
  waitForText,
  watchSteps,
} from '../support/browser.ts';
import { type Deck, endDecks, live, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { hostQdiscs, leftAfter, NOTHING, type Traces, tracesOf } from '../support/traces.ts';
import { clearWorkingCopies } from '../support/working-copy.ts';

beforeEach(clearWorkingCopies);
afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

const PING = /🔔 Someone is pinging us!/;

/** Presses Next until the step begins, and waits until it is decided; each press is what a clicker sends. */
async function step(
  page: Page,
  state: Awaited<ReturnType<typeof watchSteps>>,
  id: string,
  ...wanted: string[]
): Promise<void> {
  await nextStep(page, id);
  const came = await state(id, 'met', 'unmet', 'skipped');
  if ((wanted.length > 0 ? wanted : ['met']).includes(came)) return;
  const shown = await page
    .locator('section.present deck-terminal')
    .evaluateAll((panes) => panes.map((pane) => (pane as unknown as { text: string }).text));
  throw new Error(`${id} is ${came}; the panes show:\n${shown.join('\n----\n')}`);
}

async function giveTalk(deck: Deck): Promise<{ traces: Traces }> {
  const page = await openDeck(await startBrowser(), deck);
  const state = await watchSteps(page);
  expect(await place(page)).toMatchObject({ h: 0, v: 0 });

  await nextUntil(page, ({ demo }) => demo === 'process-tracker');
  await waitForText(page, 'process-tracker', 'tracker', /\$/);
  for (const id of ['track', 'ls', 'curl', 'python']) await step(page, state, `process-tracker.${id}`);
  const tracked = await waitForText(page, 'process-tracker', 'tracker', /INFO\s+python3/);
  expect(tracked).toMatch(/INFO\s+ls\s+pid \d+/);
  expect(tracked).toMatch(/INFO\s+curl\s+pid \d+.*curl http:\/\/example\.com/);

  await nextUntil(page, ({ demo }) => demo === 'ping-monitor');
  await waitForText(page, 'ping-monitor', 'laptop', /\$/);
  await step(page, state, 'ping-monitor.address');
  await step(page, state, 'ping-monitor.tools', 'met', 'skipped');
  await step(page, state, 'ping-monitor.generate');
  await step(page, state, 'ping-monitor.enter');
  await step(page, state, 'ping-monitor.questions');
  await step(page, state, 'ping-monitor.helper');
  await step(page, state, 'ping-monitor.run');
  await step(page, state, 'ping-monitor.ssh');

  // A TCP connection from proxmox must not ring: typed by hand, as the speaker may at any time.
  const proxmox = page.locator('section.present deck-terminal[pane="proxmox"] .xterm-screen').first();
  await proxmox.click();
  await page.keyboard.type('curl -m 2 -sS http://10.0.0.70:9/ ; echo tried $((40 + 2))\n');
  await waitForText(page, 'ping-monitor', 'proxmox', /tried 42/);
  await page.waitForTimeout(500);
  expect(await waitForText(page, 'ping-monitor', 'laptop', /attached/)).not.toMatch(PING);

  // PageDown reaches the deck although the terminal has the focus.
  await step(page, state, 'ping-monitor.ping');
  const rung = await waitForText(page, 'ping-monitor', 'laptop', PING);
  expect(rung.match(new RegExp(PING, 'g'))!.length).toBeGreaterThanOrEqual(1);

  // Of the set-up's progress nothing is shown again on stage.
  expect(rung).not.toMatch(/\[=+|\d+\/\d+: /);

  const traces = tracesOf(deck.process.pid!);
  await nextUntil(page, () => isLast(page));
  expect(page.faults).toEqual([]);
  return { traces };
}

describe('the talk', () => {
  itAsRoot(
    'shows both demos by Next alone, on two decks at once, and leaves nothing behind',
    async () => {
      const qdiscs = hostQdiscs();
      const decks = [await startDeck(['--port', '4250']), await startDeck(['--port', '4250'])];
      expect(decks[1]!.port).not.toBe(decks[0]!.port);
      await Promise.all(decks.map(live));
      const shows = await Promise.all(decks.map(giveTalk));
      for (const { traces } of shows) {
        expect(traces.programs.length).toBeGreaterThanOrEqual(1);
        expect(traces.cgroups).toHaveLength(1);
        expect(traces.namespaces.length).toBeGreaterThanOrEqual(6);
      }
      expect(await Promise.all(decks.map((deck) => deck.end()))).toEqual([0, 0]);
      for (const { traces } of shows) expect(await leftAfter(traces)).toEqual(NOTHING);
      expect(hostQdiscs()).toBe(qdiscs);
      expect(execFileSync('ip', ['-brief', 'link'], { encoding: 'utf8' })).not.toMatch(/^eno1/m);
    },
    300_000,
  );
});
