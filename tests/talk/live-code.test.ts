// The live code as it is given, by Next alone and without any network: generated, written, built warm, attached, rung,
// refused by the verifier and let in again; and with a slip of the speaker's fingers in the middle.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect } from 'vitest';
import {
  endBrowsers,
  goToSlide,
  nextStep,
  nextUntil,
  openDeck,
  startBrowser,
  waitForText,
  watchSteps,
} from '../support/browser.ts';
import { endDecks, live, ROOT, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { clearWorkingCopies, EDITED, workspaceOf } from '../support/working-copy.ts';

beforeEach(clearWorkingCopies);
afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

/** From the step's Enter until it is attached, with what else a machine for tests has to do; the aim on stage is 15 s. */
const MOST_S = 60;
/** A build and a load, in ms: some seconds, but other tests' builds may run beside it. */
const BUILD_MS = 150_000;

/** `RUNS=5 npx vitest run tests/talk/live-code.test.ts` measures; once is enough to test. */
const RUNS = Number(process.env.RUNS ?? 1);

const PROJECT = join(ROOT, 'bpf/ping-monitor');
const CHECK = 'if start + offset + len > end {';

/** A deck whose demo is live, at the live code's first slide, and what the steps of its demo come to. */
async function begin(port: number) {
  const deck = await startDeck(['--port', String(port)]);
  await live(deck);
  const page = await openDeck(await startBrowser(), deck);
  const state = await watchSteps(page);
  await nextUntil(page, ({ demo }) => demo === 'ping-monitor');
  await waitForText(page, 'ping-monitor', 'laptop', /\$/);
  const stage = workspaceOf(deck);
  expect(readdirSync(stage)).toEqual([]);
  const press = (id: string) => nextStep(page, `ping-monitor.${id}`);
  /** Presses Next until the step has begun, and waits for its end. */
  const step = async (id: string, ...wanted: string[]) => {
    await press(id);
    expect(await state(`ping-monitor.${id}`, 'met', 'unmet', 'skipped')).toBeOneOf(wanted);
  };
  return {
    deck,
    page,
    stage,
    state,
    press,
    step,
    file: () => readFileSync(join(stage, 'ping-monitor', EDITED), 'utf8'),
  };
}

itAsRoot(
  'goes from an empty folder to a ping by Next alone, without a route out, is refused without the check, and begins anew',
  async () => {
    const { deck, page, stage, state, step, file } = await begin(5200);
    await page.locator('section.present deck-terminal[pane="laptop"] .xterm-screen').first().click();
    await page.keyboard.type('ip route get 192.0.2.1; ls -A; pwd\n');
    await waitForText(page, 'ping-monitor', 'laptop', /Network is unreachable\n\S*\/stage[\d-]*\n/);

    const seconds: number[] = [];
    for (let run = 1; run <= RUNS; run++) {
      await step('address', 'met');
      await step('tools', existsSync('/nix/store') ? 'met' : 'skipped');
      await step('generate', 'met');
      await step('enter', 'met');
      expect(file()).toContain('received a packet');
      await step('questions', 'met');
      // The compiler's words, at the line that wants what is not written yet.
      await shows(page, 'faulty', 'cannot find function `ptr_at`');
      await step('helper', 'met');
      await shows(page, 'clean');
      await expect.poll(() => differences(join(stage, 'ping-monitor'), PROJECT)).toEqual([]);

      const started = Date.now();
      await step('run', 'met');
      seconds.push((Date.now() - started) / 1000);
      expectWarm(await waitForText(page, 'ping-monitor', 'laptop', /classifier attached to eno1/));
      await step('ssh', 'met');
      await step('ping', 'met');
      await waitForText(page, 'ping-monitor', 'laptop', /(🔔 Someone is pinging us![\s\S]*){3}/);

      await step('leave-out', 'met');
      await expect.poll(file).not.toContain(CHECK);
      await step('refused', 'met');
      const refusal = page.locator('section.present deck-verdict[outcome="refused"]');
      await refusal.waitFor();
      // The line of the file as it is now, and the verifier's own numbers.
      const line =
        file()
          .split('\n')
          .findIndex((text) => text.includes('Ok(*((start + offset)')) + 1;
      expect(await refusal.textContent()).toContain(`main.rs, line ${line}`);
      expect(await refusal.textContent()).toMatch(/invalid access to packet, off=12 size=2/);
      await step('put-back', 'met');
      await expect.poll(() => differences(join(stage, 'ping-monitor'), PROJECT)).toEqual([]);
      // The code is seen, not what was said of it before; also after a reload.
      const code = page.locator('section.present deck-editor');
      await code.waitFor();
      await page.reload();
      await refusal.waitFor({ state: 'attached' });
      expect(await refusal.isVisible()).toBe(false);
      await code.waitFor();
      await step('loads', 'met');
      await page.locator('section.present deck-verdict[outcome="loaded"]').waitFor();

      // One key, and it begins anew.
      await page.keyboard.press('Control+Alt+r');
      expect(await state('ping-monitor.loads', 'waiting')).toBe('waiting');
      await waitForText(page, 'ping-monitor', 'laptop', /^\$\s*$/);
      expect(readdirSync(stage)).toEqual([]);
      if (run < RUNS) await goToSlide(page, '[data-step="address"]');
    }
    seconds.sort((a, b) => a - b);
    console.log(`Next to attached, s: ${seconds.map((s) => s.toFixed(1)).join(', ')}`);
    expect(seconds[Math.floor(seconds.length / 2)]).toBeLessThan(MOST_S);
    expect(page.faults).toEqual([]);
    expect(await deck.end()).toBe(0);
    expect(existsSync(stage)).toBe(true);
  },
  RUNS * 4 * BUILD_MS,
);

itAsRoot(
  'survives a slip in the middle of the typing: it shows at its line, one key brings it to green, and the demo goes on',
  async () => {
    const { page, press, step, file, state } = await begin(5210);
    await step('address', 'met');
    await step('tools', 'met', 'skipped');
    await step('generate', 'met');
    await step('enter', 'met');
    await press('questions');
    await expect.poll(file, { timeout: 20_000 }).toContain('let ethertype: u16');
    // Where the speaker has clicked, keys go in while the deck types on.
    await page.locator('section.present deck-editor .cm-line', { hasText: 'let ethertype' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.type('lett ');
    expect(await state('ping-monitor.questions', 'met', 'unmet')).toBe('unmet');
    await shows(page, 'faulty', 'expected');
    const marked = page.locator('section.present deck-editor .cm-line', { hasText: 'lett let' });
    expect(await marked.count()).toBe(1);

    // One key.
    await page.keyboard.press('F8');
    expect(await state('ping-monitor.questions', 'met')).toBe('met');
    await expect.poll(file).not.toContain('lett');
    await shows(page, 'faulty', 'cannot find function `ptr_at`');
    await step('helper', 'met');
    await shows(page, 'clean');
    await step('run', 'met');
    await step('ssh', 'met');
    await step('ping', 'met');
    await waitForText(page, 'ping-monitor', 'laptop', /🔔 Someone is pinging us!/);
    expect(page.faults).toEqual([]);
  },
  3 * BUILD_MS,
);

/** Waits for what the editor says of exactly its text, and for the compiler's words in it. */
async function shows(page: Page, verdict: string, words = ''): Promise<void> {
  await page
    .locator(`section.present deck-editor[verdict="${verdict}"]`, { hasText: words })
    .waitFor({ timeout: BUILD_MS });
}

/** Only what was generated is compiled, and cargo says so. */
function expectWarm(text: string): void {
  const compiled = [...text.matchAll(/Compiling (\S+) v/g)].map(([, name]) => name);
  expect(compiled).toContain('ping-monitor-ebpf');
  expect(compiled.filter((name) => !name?.startsWith('ping-monitor'))).toEqual([]);
}

/** What the finished project has for its own tests, and what git and cargo make. */
const ELSEWHERE = /(^|\/)(\.git|target|tests)(\/|$)/;

/** Files that are not the same in both folders, or only in one. */
function differences(one: string, other: string): string[] {
  const list = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
      .filter((name) => !ELSEWHERE.test(name));
  const names = new Set([...list(one), ...list(other)]);
  const read = (folder: string, name: string) => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
  return [...names].filter((name) => read(one, name) !== read(other, name)).sort();
}
