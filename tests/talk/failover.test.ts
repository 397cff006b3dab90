// F6 in both demos of the talk, live: ten times to the recording and back, at the same step, in the same frame.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect } from 'vitest';
import { endBrowsers, place, terminalText, waitForText } from '../support/browser.ts';
import { endDecks, live, startDeck } from '../support/deck.ts';
import { LiveCode } from '../support/live-code.ts';
import { itAsRoot } from '../support/root.ts';
import { until } from '../support/until.ts';
import { clearWorkingCopies } from '../support/working-copy.ts';

beforeEach(clearWorkingCopies);
afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

const TIMES = 10;
/** Longest time from the key until the other source is drawn, in ms. */
const MOST_MS = 300;

/** Everything that must not change: the deck's place, the pane's frame, the marks of the rail. */
const around = async (page: Page, pane: string) => ({
  place: await place(page),
  frame: await page.locator(`section.present deck-terminal[pane="${pane}"]`).boundingBox(),
  marks: await page.$$eval('section.present .deck-step', (steps) =>
    steps.map((step) => step.getAttribute('data-mark')),
  ),
});

/** Presses F6 and waits for the state and this text. @returns milliseconds. */
async function switched(
  page: Page,
  demo: string,
  pane: string,
  state: string,
  text: string,
): Promise<number> {
  const from = performance.now();
  await page.keyboard.press('F6');
  const shown = async () =>
    (await page.locator(`section.present deck-terminal[pane="${pane}"]`).getAttribute('state')) === state &&
    (await terminalText(page, demo, pane)).includes(text);
  await until(shown, `${pane} is not ${state} with ${text}`, { everyMs: 5 });
  return performance.now() - from;
}

/** @param typed what the live pane and the recording both show at this step. */
async function backAndForth(page: Page, demo: string, pane: string, typed: string): Promise<number[]> {
  const before = await around(page, pane);
  const live = await terminalText(page, demo, pane);
  const taken: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    taken.push(await switched(page, demo, pane, 'replay', typed));
    expect(await around(page, pane)).toEqual(before);
    taken.push(await switched(page, demo, pane, 'live', live));
    expect(await around(page, pane)).toEqual(before);
    expect(await terminalText(page, demo, pane)).toBe(live);
  }
  return taken;
}

itAsRoot(
  'keeps the step ten times in each demo, within 300 ms each',
  async () => {
    const deck = await startDeck(['--port', '5280']);
    await live(deck);
    const show = await LiveCode.open(deck);
    const { page, step } = show;
    await step('process-tracker.track');
    await step('process-tracker.ls');
    await waitForText(page, 'process-tracker', 'tracker', /INFO\s+ls\s/);
    const tracker = await backAndForth(page, 'process-tracker', 'shell', 'file-tracker-ebpf');
    await show.toLiveCode();
    for (const id of ['address', 'tools', 'generate', 'enter'])
      await step(`ping-monitor.${id}`, 'met', 'skipped');
    const laptop = await backAndForth(page, 'ping-monitor', 'laptop', 'cd ping-monitor');
    const all = [...tracker, ...laptop].sort((a, b) => a - b);
    console.log(
      `F6, ${all.length} times: median ${all[all.length >> 1]!.toFixed(0)} ms, at most ${all.at(-1)!.toFixed(0)}`,
    );
    expect(all.at(-1)).toBeLessThan(MOST_MS);
    expect(page.faults).toEqual([]);
  },
  180_000,
);
