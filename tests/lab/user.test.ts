// An ordinary user's deck: with sudo the panes run as that user; without it the deck opens and shows what is
// missing.
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import {
  endBrowsers,
  next,
  nextUntil,
  openDeck,
  startBrowser,
  waitForText,
  watchSteps,
} from '../support/browser.ts';
import { asUser, copyProject, makeUser, removeUser, type User } from '../support/copy.ts';
import { endDecks, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { leftAfter, NOTHING, tracesOf } from '../support/traces.ts';

afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

describe('with sudo', () => {
  let user: User | undefined;
  let dir: string;
  beforeAll(() => {
    if (process.getuid?.() !== 0) return;
    user = makeUser('deck-speaker', true);
    dir = copyProject(user, true);
  });
  afterAll(() => user && removeUser(user.name));

  itAsRoot('runs the panes as the speaker, and sudo -E for real', async () => {
    const deck = await startDeck(['--port', '4250'], { command: asUser(user!), cwd: dir });
    await deck.line(/^live process-tracker$/);
    const page = await openDeck(await startBrowser(), deck);
    const state = await watchSteps(page);
    await nextUntil(page, ({ demo }) => demo === 'process-tracker');
    await waitForText(page, 'process-tracker', 'shell', /\$/);
    await page.locator('section.present deck-terminal[pane="shell"] .xterm-screen').first().click();
    const commands = [
      'id -un',
      'RUST_LOG=loud sudo -E sh -c "id -un; printenv RUST_LOG"',
      'printenv SECRET; echo [$SECRET]',
    ];
    await page.keyboard.type(`clear; ${commands.join('; ')}\n`);
    await waitForText(page, 'process-tracker', 'shell', /deck-speaker\nroot\nloud\n\[\]/);

    await next(page);
    expect(await state('process-tracker.track', 'met', 'unmet')).toBe('met');
    await next(page);
    expect(await state('process-tracker.ls', 'met', 'unmet')).toBe('met');
    await waitForText(page, 'process-tracker', 'tracker', new RegExp(`INFO\\s+ls\\s.*uid ${user!.uid}`));

    // proxmox's web page, and a shell there as the same user.
    await next(page);
    expect(await state('process-tracker.curl', 'met', 'unmet')).toBe('met');
    await page.locator('section.present deck-terminal[pane="shell"] .xterm-screen').first().click();
    await page.keyboard.type('clear; ssh proxmox "hostname; id -un"\n');
    await waitForText(page, 'process-tracker', 'shell', /proxmox\ndeck-speaker/);
    await page.keyboard.type('clear; ssh proxmox\n');
    await waitForText(page, 'process-tracker', 'shell', /proxmox:~\$ ?$/);
    await page.keyboard.type('clear; id -un; ping -c 1 10.0.0.70 | grep -c ttl=; exit\n');
    await waitForText(page, 'process-tracker', 'shell', /deck-speaker\n1\n/);

    const traces = tracesOf(deck.process.pid!);
    expect(traces.programs.length).toBeGreaterThanOrEqual(1);
    expect(await deck.end()).toBe(0);
    expect(await leftAfter(traces)).toEqual(NOTHING);
  });
});

describe('without root and without toolchain', () => {
  let user: User | undefined;
  let dir: string;
  beforeAll(() => {
    if (process.getuid?.() !== 0) return;
    user = makeUser('deck-guest', false);
    dir = copyProject(user, false);
  });
  afterAll(() => user && removeUser(user.name));

  itAsRoot('serves the deck, shows recordings, and names what is missing and what fixes it', async () => {
    const deck = await startDeck(['--port', '4250'], { command: asUser(user!), cwd: dir });
    for (const demo of ['process-tracker', 'ping-monitor']) {
      const why = 'sudo needs a password, and deck-guest is in none of the groups sudo, wheel and admin';
      await deck.line(new RegExp(`^not live ${demo}: ${why}; fix: an administrator runs: usermod`));
    }
    const page = await openDeck(await startBrowser(), deck);
    await nextUntil(page, ({ demo }) => demo === 'process-tracker');
    await page.waitForSelector('section.present deck-terminal[pane="tracker"][state="replay"]');
    await next(page);
    await waitForText(page, 'process-tracker', 'tracker', /attached/);
    expect(page.faults).toEqual([]);
    expect(await deck.end()).toBe(0);
  });
});
