// Which pages ask before they are closed, and which say that the screen may turn off.
import { afterEach, expect, it } from 'vitest';
import { asksToLeave, endBrowsers, openDeck, startBrowser } from '../support/browser.ts';
import { endDecks, startDeck } from '../support/deck.ts';

afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

it('asks in the audience’s window alone', async () => {
  const deck = await startDeck(['--port', '5640', '--share', '127.0.0.2', '--talk', 'tests/support/plain']);
  await deck.line(/^remote /);
  const context = await startBrowser();
  const audience = await openDeck(context, deck);
  await audience.waitForSelector('html[data-role="speaker"]', { state: 'attached' });
  expect(await asksToLeave(audience)).toBe(true);

  const speaker = await context.newPage();
  await speaker.goto(new URL('speaker', deck.address).href);
  await speaker.frameLocator('#mirror').locator('deck-terminal').first().waitFor();
  expect(await asksToLeave(speaker)).toBe(false);
  for (const frame of speaker.frames()) expect(await asksToLeave(frame)).toBe(false);

  const remote = await context.newPage();
  await remote.goto(new URL('remote', deck.address).href);
  await remote.waitForSelector('#next:enabled');
  expect(await asksToLeave(remote)).toBe(false);

  const address = deck.lines.find((line) => line.startsWith('viewer '))!.slice('viewer '.length);
  const viewer = await openDeck(await startBrowser(), { ...deck, address });
  await viewer.waitForSelector('html[data-role="viewer"]', { state: 'attached' });
  expect(await asksToLeave(viewer)).toBe(false);
});

it('the remote keeps the phone’s screen on, and says why where the browser won’t', async () => {
  const deck = await startDeck(['--port', '5640', '--talk', 'tests/support/plain']);
  const context = await startBrowser(undefined, { whole: true });
  const remote = await context.newPage();
  // As a browser has it that reaches the remote over a network without encryption.
  const plain = () => {
    Object.defineProperty(window, 'isSecureContext', { value: false });
    Reflect.deleteProperty(Navigator.prototype, 'wakeLock');
  };
  const address = new URL(`remote${new URL(deck.address).search}`, deck.address).href;
  await remote.goto(address);
  await remote.waitForSelector('#next:enabled');
  expect(await remote.locator('#screen').textContent()).toBe('');
  await remote.addInitScript(plain);
  await remote.goto(address);
  await remote.waitForSelector('#next:enabled');
  expect(await remote.locator('#screen').textContent()).toMatch(/may turn off: .*encrypted/);
});
