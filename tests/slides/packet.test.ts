// The packet slide in a real browser: each step highlights bytes, and joins them to their line of code.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endBrowsers, next, openDeck, settled, startBrowser } from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';

let deck: Deck;
beforeAll(async () => {
  deck = await startDeck(['--port', '4250', '--network', 'none']);
});
afterAll(async () => {
  await endBrowsers();
  await endDecks();
});

const READS = [
  { read: 12, cells: [12, 13], number: '12' },
  { read: 23, cells: [23], number: '23' },
  { read: 34, cells: [34], number: '34' },
];

type Box = { left: number; right: number; top: number; bottom: number };

/** Goes to the slide that has `selector`, before its first fragment. */
async function goTo(page: Page, selector: string): Promise<void> {
  await page.evaluate((selector) => {
    const { deck } = window as unknown as { deck: { slide(h: number, v: number, f: number): void } };
    const slides = [...document.querySelectorAll('.slides > section')];
    deck.slide(
      slides.findIndex((slide) => slide.querySelector(selector)),
      0,
      -1,
    );
  }, selector);
  await settled(page);
}

/** Offsets of the cells that are filled with their layer's colour, and what each read shows. */
function look(page: Page) {
  return page.evaluate(() => {
    const packet = document.querySelector('section.present deck-packet')!;
    const filled = (cell: Element) => {
      const bar = document.createElement('i');
      bar.style.color = 'var(--layer)';
      cell.append(bar);
      const layer = getComputedStyle(bar).color;
      bar.remove();
      return getComputedStyle(cell).backgroundColor === layer;
    };
    const opacity = (selector: string) => Number(getComputedStyle(packet.querySelector(selector)!).opacity);
    return {
      solid: [...packet.querySelectorAll<HTMLElement>('[data-offset]')]
        .filter(filled)
        .map((cell) => Number(cell.dataset.offset)),
      pills: [12, 23, 34].filter((read) => opacity(`.packet-pill[data-read="${read}"]`) === 1),
      meanings: [12, 23, 34].filter((read) => opacity(`.packet-meaning[data-read="${read}"]`) === 1),
      leaders: [12, 23, 34].filter(
        (read) =>
          getComputedStyle(packet.querySelector(`.packet-check[data-read="${read}"] .packet-leader`)!)
            .clipPath === 'inset(0px)',
      ),
    };
  });
}

/** Boxes on the screen, and the deck's scale. */
function measure(page: Page, read: number) {
  return page.evaluate((read) => {
    const packet = document.querySelector('section.present deck-packet')!;
    const box = (element: Element | Range): Box => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    };
    const within = (selector: string) =>
      packet.querySelector(`.packet-check[data-read="${read}"] ${selector}`)!;
    const text = within('.packet-text');
    const words = document.createRange();
    words.selectNodeContents(text);
    const cells = [...packet.querySelectorAll(`.packet-cell[data-read="${read}"]`)].map(box);
    const texts = [...packet.querySelectorAll('.code-line')].map((line) => {
      const range = document.createRange();
      range.selectNodeContents(line.querySelector('.packet-text') ?? line);
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
      const across = { left: rects.map((r) => r.left), right: rects.map((r) => r.right) };
      const { top, bottom } = line.getBoundingClientRect();
      return { left: Math.min(...across.left), right: Math.max(...across.right), top, bottom };
    });
    return {
      scale: packet.getBoundingClientRect().width / (packet as HTMLElement).offsetWidth,
      text: box(words),
      leader: box(within('.packet-leader')),
      number: within('.packet-number').textContent,
      pill: box(packet.querySelector(`.packet-pill[data-read="${read}"]`)!),
      cells,
      texts,
      rows: [...packet.querySelectorAll('.packet-cells, .packet-runs, .packet-offset')].map(box),
    };
  }, read);
}

const cross = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe.each([
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 1024, height: 768 },
])('at $width×$height', (size) => {
  it('highlights one read after the other, and removes them when going back', async () => {
    const page = await openDeck(await startBrowser(size, { motion: true }), deck);
    await goTo(page, 'deck-packet');
    for (let shown = 0; shown <= 3; shown++) {
      if (shown > 0) {
        await next(page);
        await settled(page);
      }
      const reads = READS.slice(0, shown).map(({ read }) => read);
      expect(await look(page)).toEqual({
        solid: READS.slice(0, shown).flatMap(({ cells }) => cells),
        pills: reads,
        meanings: reads,
        leaders: reads,
      });
    }
    for (let shown = 2; shown >= 0; shown--) {
      await page.keyboard.press('PageUp');
      await settled(page);
      expect((await look(page)).solid).toEqual(READS.slice(0, shown).flatMap(({ cells }) => cells));
      expect((await look(page)).leaders).toEqual(READS.slice(0, shown).map(({ read }) => read));
    }
    expect(page.faults).toEqual([]);
    await page.context().close();
  });

  it('joins each line of code with its cells and crosses nothing', async () => {
    const page = await openDeck(await startBrowser(size, { motion: true }), deck);
    await goTo(page, 'deck-packet');
    for (const { read, number } of READS) {
      await next(page);
      await settled(page);
      const seen = await measure(page, read);
      const px = (slide: number) => slide * seen.scale;
      const near = (a: number, b: number, slack = 3) =>
        expect(Math.abs(a - b)).toBeLessThanOrEqual(px(slack) + 1);
      const middle = (seen.cells[0]!.left + seen.cells.at(-1)!.right) / 2;
      expect(seen.number).toBe(number);
      near(seen.leader.left, seen.text.right + px(16));
      near((seen.leader.top + seen.leader.bottom) / 2, (seen.pill.top + seen.pill.bottom) / 2);
      near(seen.leader.right, middle);
      near((seen.pill.left + seen.pill.right) / 2, middle);
      near(seen.pill.bottom + px(7), seen.cells[0]!.top);
      const line = { ...seen.leader, top: seen.pill.top, bottom: seen.pill.bottom };
      line.left += px(1);
      const [above] = seen.texts.filter((text) =>
        cross(line, { ...text, top: text.top + px(6), bottom: text.bottom - px(6) }),
      );
      expect(above).toBeUndefined();
      expect(seen.texts.some((text) => seen.rows.some((row) => cross(text, row)))).toBe(false);
      expect(seen.pill.right).toBeLessThanOrEqual(size.width);
    }
    await page.context().close();
  });
});

it('draws at once with reduced motion', async () => {
  const context = await startBrowser();
  const page = await openDeck(context, deck);
  await goTo(page, 'deck-packet');
  await next(page);
  const moving = () =>
    page.evaluate(() => document.querySelector('section.present')!.getAnimations({ subtree: true }).length);
  expect(await moving()).toBe(0);
  expect((await look(page)).leaders).toEqual([12]);
  await context.close();
});

it('swaps the two bytes for the laptop, and moves the end of the short packet', async () => {
  const page = await openDeck(await startBrowser(undefined, { motion: true }), deck);
  const middles = (selector: string) =>
    page.evaluate(
      (selector) =>
        [...document.querySelectorAll(`section.present ${selector}`)].map((element) => {
          const { left, right } = element.getBoundingClientRect();
          return (left + right) / 2;
        }),
      selector,
    );
  await goTo(page, '.b-moved');
  const [first, second] = await middles('.b-byte > rect');
  await next(page);
  await next(page);
  await settled(page);
  const turned = await middles('.b-moved[data-fragment-index="1"] rect');
  expect(turned.map(Math.round)).toEqual([first, second].map((x) => Math.round(x!)));
  const words = await page.evaluate(() =>
    [...document.querySelectorAll('section.present .b-moved[data-fragment-index="1"] text')].map(
      (t) => t.textContent,
    ),
  );
  expect(words).toEqual(['00', '08']);

  await goTo(page, '.m-end');
  const reach = async () => ({
    end: (await middles('.m-end .m-wall'))[0]!,
    read: (await middles('.m-read'))[0]!,
  });
  await next(page);
  await settled(page);
  const ping = await reach();
  expect(ping.read).toBeLessThan(ping.end);
  await next(page);
  await settled(page);
  const short = await reach();
  expect(short.read).toBeGreaterThan(short.end);
  await page.keyboard.press('PageUp');
  await settled(page);
  expect(await reach()).toEqual(ping);
  await page.context().close();
});
