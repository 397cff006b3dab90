// The speaker's page on a live demo: it mirrors the panes, presses Next, types, and shows the steps' states.
import { afterEach, expect, it } from 'vitest';
import {
  endBrowsers,
  mirrorIn,
  next,
  nextAndSee,
  openDeck,
  place,
  startBrowser,
  terminalText,
  waitForText,
  watchSteps,
} from '../support/browser.ts';
import { endDecks, live, startDeck } from '../support/deck.ts';

afterEach(async () => {
  await endBrowsers();
  await endDecks();
});

it('drives the live demo and shows the same terminals; its preview starts nothing', async () => {
  const deck = await startDeck(['--port', '4250']);
  await live(deck);
  const context = await startBrowser({ width: 1600, height: 1000 });
  const audience = await openDeck(context, deck);
  const state = await watchSteps(audience);
  const [speaker] = await Promise.all([context.waitForEvent('page'), audience.keyboard.press('s')]);
  await speaker.waitForSelector('iframe');
  await speaker.bringToFront();
  const mirror = await mirrorIn(speaker);

  const health = async () =>
    (await (await fetch(`http://127.0.0.1:${deck.port}/healthz`)).json()) as { sessions: number };
  // On the slide before the demo the preview already shows the demo, but no shell was started for it.
  for (let presses = 0; presses < 60; presses++) {
    if ((await place(audience)).demo === 'process-tracker') break;
    expect((await health()).sessions).toBe(0);
    await nextAndSee(speaker, audience);
  }
  expect((await place(audience)).demo).toBe('process-tracker');

  await mirror.waitForSelector('section.present deck-terminal[pane="shell"][state="live"]');
  for (const id of ['track', 'ls']) {
    await next(speaker);
    expect(await state(`process-tracker.${id}`, 'met', 'unmet')).toBe('met');
  }
  await mirror.locator('section.present deck-terminal[pane="shell"] .xterm-screen').first().click();
  await speaker.keyboard.type('echo typed in the mirror $((6 * 7))\n');

  await audience.bringToFront();
  await waitForText(audience, 'process-tracker', 'shell', /typed in the mirror 42/);
  for (const pane of ['tracker', 'shell']) {
    const mirrored = await mirror.evaluate(
      (pane) =>
        (
          document.querySelector(`section.present deck-terminal[pane="${pane}"]`) as unknown as {
            text: string;
          }
        ).text,
      pane,
    );
    expect(mirrored).toBe(await terminalText(audience, 'process-tracker', pane));
  }
  // Two windows and a preview, but each shell was started only once.
  expect((await health()).sessions).toBe(2);
  expect(audience.faults).toEqual([]);
});
