// The live code without cargo-generate, by Next alone: it begins with the template, and the rail shows how.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { GENERATE_VERSION } from '../../server/setup/generator.ts';
import { pathDirs } from '../../server/system/which.ts';
import {
  endBrowsers,
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

const BUILD_MS = 150_000;
const CARGO_HOME = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
/** All places of the program, and its source, from which the set-up would build it in the background. */
const HIDDEN = [
  ...[...pathDirs(), join(ROOT, '.cache/cargo/bin'), join(CARGO_HOME, 'bin')].map(
    (dir) => `${dir}/cargo-generate`,
  ),
  `${CARGO_HOME}/registry/cache/*/cargo-generate-${GENERATE_VERSION}.crate`,
];

itAsRoot(
  'begins with the template’s function, shows what was typed instead, and is written and attached',
  async () => {
    // Each is hidden by an empty device, in a mount namespace of the deck's own.
    const hide = `for file in ${HIDDEN.join(' ')}; do [ -f "$file" ] && mount --bind /dev/null "$file"; done; exec "$@"`;
    const deck = await startDeck(['--port', '5230'], {
      command: ['unshare', '--mount', 'sh', '-c', hide, 'deck', process.execPath, 'start.mjs'],
      env: { ...process.env, CARGO_NET_OFFLINE: 'true' },
    });
    await live(deck);
    const page = await openDeck(await startBrowser(), deck);
    const state = await watchSteps(page);
    await nextUntil(page, ({ demo }) => demo === 'ping-monitor');
    await waitForText(page, 'ping-monitor', 'laptop', /\$/);
    const step = async (id: string) => {
      await nextStep(page, `ping-monitor.${id}`);
      return await state(`ping-monitor.${id}`, 'met', 'unmet', 'skipped');
    };
    await step('address');
    await step('tools');
    expect(await step('generate')).toBe('met');
    const typed = 'sh ../bpf/fill.sh ping-monitor Ingress eno1  # cargo-generate is not here';
    await waitForText(page, 'ping-monitor', 'laptop', /ping-monitor is filled from the template/);
    const rail = page.locator('section.present .deck-step[data-step="generate"]');
    expect(await rail.locator('.deck-step-command').textContent()).toBe(typed);
    expect(await rail.getAttribute('data-instead')).toBe('');

    expect(await step('enter')).toBe('met');
    const file = () => readFileSync(join(workspaceOf(deck), 'ping-monitor', EDITED), 'utf8');
    expect(file()).toMatch(
      /fn try_ping_monitor\(ctx: TcContext\)[^{]*\{\s*info!\(&ctx, "received a packet"\);\s*Ok\(TC_ACT_PIPE\)\s*\}/,
    );
    expect(file()).not.toContain('ptr_at');
    expect(await step('questions')).toBe('met');
    await page.locator('section.present deck-editor .cm-line', { hasText: 'let ethertype' }).waitFor();
    expect(await step('helper')).toBe('met');
    await expect.poll(file).toBe(readFileSync(join(ROOT, 'bpf/ping-monitor', EDITED), 'utf8'));
    expect(await step('run')).toBe('met');
    await waitForText(page, 'ping-monitor', 'laptop', /classifier attached to eno1/);
    expect(page.faults).toEqual([]);
    expect(await deck.end()).toBe(0);
  },
  2 * BUILD_MS,
);
