// axe-core on every slide of the audience's page and on the speaker's page: nothing serious or critical.
import axe, { type AxeResults } from 'axe-core';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import type { RevealApi } from 'reveal.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endBrowsers, mirrorIn, openDeck, settled, startBrowser } from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';

type DeckWindow = { deck: RevealApi; axe: typeof axe };

let deck: Deck;
let context: BrowserContext;
beforeAll(async () => {
  deck = await startDeck(['--port', '4250', '--network', 'none']);
  context = await startBrowser();
  // The browser itself adds the script, in every frame: the page's CSP stays as it is.
  await context.addInitScript({ content: axe.source });
});
afterAll(async () => {
  await endBrowsers();
  await endDecks();
});

/** `slides/03-life.md:1 serious svg-img-alt: … (svg)` */
async function violations(page: Page, where: string): Promise<string[]> {
  const { violations } = await page.evaluate(
    () =>
      (window as unknown as DeckWindow).axe.run(document, {
        resultTypes: ['violations'],
      }) as Promise<AxeResults>,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => {
        const why = failureSummary
          ?.split('\n')
          .slice(1)
          .map((line) => line.trim());
        return `${where} ${impact} ${id}: ${help} (${target.flat().join(' ')}): ${why?.join('; ')}`;
      }),
    );
}

const terminalsOpened = (page: Page | Frame) =>
  page.waitForFunction(
    () => !document.querySelector('section.present deck-terminal:is([state="idle"], [state="connecting"])'),
  );

/** Every slide with all its fragments shown, once its terminals have opened. */
async function* eachSlide(page: Page): AsyncGenerator<string> {
  const count = await page.evaluate(() => (window as unknown as DeckWindow).deck.getTotalSlides());
  for (let i = 0; i < count; i++) {
    const source = await page.evaluate((i) => {
      const { deck } = window as unknown as DeckWindow;
      const slide = deck.getSlides()[i] as HTMLElement;
      const { h, v } = deck.getIndices(slide);
      deck.slide(h, v, 99);
      return slide.dataset.source ?? '';
    }, i);
    await terminalsOpened(page);
    yield source;
  }
}

it('finds nothing serious on any slide', async () => {
  const page = await openDeck(context, deck);
  const found: string[] = [];
  let slides = 0;
  for await (const source of eachSlide(page)) {
    slides++;
    found.push(...(await violations(page, source)));
  }
  expect(found).toEqual([]);
  expect(slides).toBeGreaterThan(10);
});

it('finds nothing serious with the keys shown', async () => {
  const page = await openDeck(context, deck);
  await page.keyboard.press('?');
  await page.waitForSelector('.deck-help[open]');
  expect(await violations(page, 'help')).toEqual([]);
});

it('finds nothing serious on the speaker’s page', async () => {
  const page = await context.newPage();
  await page.goto(deck.address);
  await page.goto(new URL('/speaker', deck.address).href);
  await page.waitForFunction(() => document.querySelector('#place')?.textContent?.includes('/'));
  const mirror = await mirrorIn(page);
  const found: string[] = [];
  for (const index of [0, 3, 11]) {
    await mirror.evaluate((index) => {
      const { deck } = window as unknown as DeckWindow;
      const { h, v } = deck.getIndices(deck.getSlides()[index]);
      deck.slide(h, v, 99);
    }, index);
    await terminalsOpened(mirror);
    for (const frame of page.frames()) await settled(frame);
    found.push(...(await violations(page, `speaker, slide ${index + 1}`)));
  }
  expect(found).toEqual([]);
});

it('finds a planted fault', async () => {
  const page = await openDeck(context, deck);
  await page.evaluate(() => {
    const image = document.createElement('img');
    image.src = 'data:,';
    document.querySelector('section.present')!.append(image);
  });
  expect((await violations(page, 'planted')).join('\n')).toMatch(/critical image-alt/);
});
