// The talk's `cargo generate` line in the lab: its public address leads to the local template, offline.
import { afterEach, expect, it } from 'vitest';
import { endBrowsers, nextUntil, openDeck, startBrowser, waitForText } from '../support/browser.ts';
import { endDecks, live, startDeck } from '../support/deck.ts';

afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

const COMMAND =
  'cargo generate --name ping-monitor -d program_type=classifier -d direction=Ingress -d default_iface=eno1 ' +
  'https://github.com/aya-rs/aya-template';

it('generates the project as typed in the talk', async () => {
  const deck = await startDeck(['--port', '4250']);
  await live(deck);
  const page = await openDeck(await startBrowser(), deck);
  await nextUntil(page, ({ demo }) => demo === 'ping-monitor');
  await waitForText(page, 'ping-monitor', 'laptop', /\$/);
  await page.locator('section.present deck-terminal[pane="laptop"] .xterm-screen').first().click();
  await page.keyboard.type('cd $(mktemp -d); ip route get 192.0.2.1; clear\n');
  await page.keyboard.type(`${COMMAND}; echo status=$?; ls ping-monitor; pwd\n`);
  const text = await waitForText(page, 'ping-monitor', 'laptop', /status=\d+[\s\S]*\/tmp\/\S+/, 60_000);
  expect(text).toMatch(/status=0/);
  expect(text).toMatch(/ping-monitor-ebpf/);
  await page.keyboard.type(
    'clear; grep -c ptr_at ping-monitor/ping-monitor-ebpf/src/main.rs; rm -r $PWD; cd /\n',
  );
  // The function that is written on stage is not there yet.
  await waitForText(page, 'ping-monitor', 'laptop', /^0$/m);
});
