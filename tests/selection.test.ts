// Dragging over a word in a terminal selects exactly that word, at every deck size.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endBrowsers, nextUntil, openDeck, startBrowser, waitForText } from './browser.ts';
import { type Deck, endDecks, live, startDeck } from './deck.ts';

let deck: Deck;
beforeAll(async () => {
  deck = await startDeck(['--port', '4250']);
  await live(deck);
});
afterAll(async () => {
  await endBrowsers();
  await endDecks();
});

const WORDS = ['alpha', 'bravo', 'charlie', 'delta', 'echoes', 'foxtrot'];

describe.each([
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 1024, height: 768 },
])('at $width×$height', (size) => {
  it('selects the word', async () => {
    const page = await openDeck(await startBrowser(size), deck);
    await nextUntil(page, ({ demo }) => demo === 'process-tracker');
    await waitForText(page, 'process-tracker', 'shell', /\$/);
    const screen = page.locator('section.present deck-terminal[pane="shell"] .xterm-screen').first();
    await screen.click();
    const line = `${WORDS.join(' ')} ${'.'.repeat(40)} golf`;
    await page.keyboard.type(`clear; printf '%s\\n' '${line}'\n`);
    await waitForText(page, 'process-tracker', 'shell', /golf\n\$/);
    const box = (await screen.boundingBox())!;
    const cell = { width: box.width / 100, height: box.height / 7 };
    for (const word of [...WORDS, 'golf']) {
      const start = line.indexOf(word);
      const y = box.y + cell.height / 2;
      await page.mouse.move(box.x + (start + 0.3) * cell.width, y);
      await page.mouse.down();
      await page.mouse.move(box.x + (start + word.length - 0.3) * cell.width, y, { steps: 4 });
      await page.mouse.up();
      const selected = await page.evaluate(
        () =>
          (
            document.querySelector('section.present deck-terminal[pane="shell"]') as unknown as {
              selection: string;
            }
          ).selection,
      );
      expect(selected).toBe(word);
    }
    await page.context().close();
  });
});
