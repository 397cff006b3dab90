// Files on slides in real Chromium: typed in by hand, by the deck and by the speaker's keys, compared,
// rescued. Which lines are in sight is in editor-sight.test.ts.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  endBrowsers,
  mirrorIn,
  next,
  openDeck,
  place,
  startBrowser,
  watchSteps,
} from '../support/browser.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { disk, endEdited, generate, reset, startEdited, TEMPLATE, textAfter } from '../support/edited.ts';
import { clickAt, EDITOR, isLive, open, SLIDE, shows, text, word } from '../support/edited-page.ts';

let deck: Deck;

afterEach(endBrowsers);
afterAll(endEdited);

/** The gutter's content at a line of the difference. */
const signOf = (page: Page, line: string) =>
  page.evaluate(
    (s) => JSON.parse(getComputedStyle(document.querySelector(s)!, '::before').content) as string,
    `${EDITOR} ${line}`,
  );

describe('a file on a slide', () => {
  beforeEach(async () => {
    if (!deck?.process.pid || deck.process.exitCode !== null || deck.process.signalCode !== null)
      deck = await startEdited('--share', '127.0.0.2');
    await reset(deck);
  });

  it('shows a note while it does not exist, and its text once it does', async () => {
    await reset(deck, { generated: false });
    const page = await openDeck(await startBrowser(), deck, SLIDE);
    await page.waitForSelector(`${EDITOR}[state="waiting"]`);
    expect(await page.locator(`${EDITOR} .deck-terminal-note`).textContent()).toBe(
      'This file comes with the project.',
    );
    generate();
    await isLive(page);
    await shows(page, TEMPLATE);
  });

  it('is the same in both of the speaker’s windows, typed in by hand in each, and on disk', async () => {
    const page = await open(deck);
    const speaker = await page.context().newPage();
    await speaker.goto(new URL('speaker', deck.address).href);
    await expect.poll(() => speaker.frames().length).toBe(3);
    const mirror = await mirrorIn(speaker);
    await isLive(mirror);

    await clickAt(page, TEMPLATE.indexOf('greeting'));
    await page.keyboard.type('my_');
    await shows(mirror, TEMPLATE.replace('greeting', 'my_greeting'));
    await mirror.locator(`${EDITOR} .cm-content`).press('Control+End');
    await mirror.locator(`${EDITOR} .cm-content`).pressSequentially('// the end');
    const both = `${TEMPLATE.replace('greeting', 'my_greeting')}// the end`;
    await shows(page, both);
    await shows(mirror, both);
    await expect.poll(disk).toBe(both);
    // Undo takes back what was typed in this window, not in the other.
    await page.keyboard.press('Control+z');
    await shows(mirror, `${TEMPLATE}// the end`);
    await page.reload();
    await isLive(page);
    await shows(page, `${TEMPLATE}// the end`);
  });

  it('takes Tab and Enter, moves no slide while one types, and is left by Escape and Tab', async () => {
    const page = await open(deck);
    const at = TEMPLATE.indexOf('println');
    await clickAt(page, at);
    for (const key of ['Tab', 'Space', 'n', 'q', 'ArrowRight', 'Home', 'Enter', 'b'])
      await page.keyboard.press(key);
    expect(await place(page)).toMatchObject({ h: 1, f: -1 });
    await expect.poll(() => text(page)).toMatch(/fn main\(\) \{\n\s*\n\s+bnqprintln!/);
    const focused = () => page.evaluate((s) => document.activeElement?.closest(s) !== null, EDITOR);
    await page.keyboard.press('Escape');
    expect(await focused()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(false);
    await clickAt(page, 0);
    await page.keyboard.press('Control+Alt+ArrowUp');
    expect(await focused()).toBe(false);
  });

  it('is typed in by Next like by a person, completed by another Next, and the view follows', async () => {
    const page = await open(deck, { width: 1024, height: 576 });
    const state = await watchSteps(page);
    await next(page);
    await state('edited.greet', 'typing');
    await page.waitForSelector(`${EDITOR} .code-elsewhere`, { state: 'attached' });
    const early = await text(page);
    expect([TEMPLATE, textAfter('greet')]).not.toContain(early);
    await state('edited.greet', 'met');
    await shows(page, textAfter('greet'));
    await next(page);
    await state('edited.help', 'typing');
    await next(page);
    await state('edited.help', 'met');
    await shows(page, textAfter('help'));
    await expect.poll(disk).toBe(textAfter('help'));
    expect(await page.locator(`${EDITOR} .code-elsewhere`).isVisible()).toBe(true);
    // Only the code is scrolled, nothing around it.
    const scrolled = await page.evaluate((s) => {
      const found: string[] = [];
      const scroller = document.querySelector(`${s} .cm-scroller`)!;
      for (let at = scroller.parentElement; at; at = at.parentElement)
        if (at.scrollTop !== 0 || at.scrollLeft !== 0) found.push(at.className);
      return { inside: scroller.scrollTop > 0, found };
    }, EDITOR);
    expect(scrolled).toEqual({ inside: true, found: [] });
    const rail = page.locator('section.present .deck-step[data-step="help"]');
    expect(await rail.textContent()).toMatch(/help$/);

    await page.keyboard.press('Shift+F9');
    await state('edited.silence', 'met');
    await shows(page, textAfter('silence'));
  });

  it('is typed in by any key that the speaker presses, in both windows, and Next completes it', async () => {
    const page = await open(deck);
    const state = await watchSteps(page);
    const speaker = await page.context().newPage();
    await speaker.goto(new URL('speaker', deck.address).href);
    await expect.poll(() => speaker.frames().length).toBe(3);
    await isLive(await mirrorIn(speaker));

    await page.bringToFront();
    await page.keyboard.press('F10');
    await state('edited.greet', 'typing');
    const before = await text(page);
    for (const key of ['n', ' ', 'q', 'Enter', 'Tab', '?']) await page.keyboard.press(key);
    await expect.poll(() => text(page)).not.toBe(before);
    // At other times all of these are keys of the deck.
    expect(await place(page)).toMatchObject({ h: 1, f: 0 });
    const some = (await text(page))!;
    await speaker.bringToFront();
    for (const key of ['n', 's', ' ']) await speaker.keyboard.press(key);
    await expect.poll(() => text(page)).not.toBe(some);
    for (let n = 0; n < 120 && (await text(page)) !== textAfter('greet'); n++)
      await speaker.keyboard.press('x');
    await state('edited.greet', 'met');
    await shows(page, textAfter('greet'));

    await page.bringToFront();
    await page.keyboard.press('F10');
    await state('edited.help', 'typing');
    await page.keyboard.type('abc');
    await next(page);
    await state('edited.help', 'met');
    await shows(page, textAfter('help'));
    // Keys type themselves again.
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => place(page)).toMatchObject({ f: 0 });
  });

  it('is compared with the prepared text, caught up to it, and taken back', async () => {
    const page = await open(deck);
    const state = await watchSteps(page);
    await page.keyboard.press('Shift+F9');
    await state('edited.greet', 'met');
    const good = textAfter('greet');
    await clickAt(page, good.indexOf('word = '));
    await page.keyboard.type('mis');
    const wrong = good.replace('word = ', 'misword = ');
    await shows(page, wrong);

    await page.keyboard.press('Control+Alt+c');
    await expect.poll(() => word(page)).toBe('difference');
    const difference = async () => ({
      is: await page.locator(`${EDITOR} .cm-changedLine`).allTextContents(),
      should: await page.locator(`${EDITOR} .cm-deletedChunk`).allTextContents(),
    });
    expect(await difference()).toEqual({
      is: ['    let misword = "hello";'],
      should: ['    let word = "hello";'],
    });
    expect(await signOf(page, '.cm-changedLine')).toBe('-');
    expect(await signOf(page, '.cm-deletedLine')).toBe('+');
    await page.keyboard.press('Escape');
    expect(await difference()).toEqual({ is: [], should: [] });
    await shows(page, wrong);

    await page.keyboard.press('F8');
    await shows(page, good);
    await expect.poll(disk).toBe(good);
    await page.keyboard.press('Control+Alt+c');
    await expect.poll(() => word(page)).toBe('no difference');
    await page.keyboard.press('Control+Alt+c');
    await page.keyboard.press('Shift+F8');
    await shows(page, wrong);
  });

  it('can be read by viewers, but not changed', async () => {
    const address = deck.lines.find((line) => line.startsWith('viewer '))!.slice('viewer '.length);
    const viewer = await openDeck(await startBrowser(), { ...deck, address }, SLIDE);
    await isLive(viewer);
    const page = await open(deck);
    await clickAt(viewer, TEMPLATE.indexOf('main'));
    await viewer.keyboard.type('from the hall');
    for (const key of ['F8', 'Shift+F8', 'F9', 'F10', 'Control+Alt+c']) await viewer.keyboard.press(key);
    await clickAt(page, TEMPLATE.indexOf('main'));
    await page.keyboard.type('the_');
    await shows(viewer, TEMPLATE.replace('main', 'the_main'));
    await shows(page, TEMPLATE.replace('main', 'the_main'));
    expect(viewer.faults.filter((fault) => !/40[34]/.test(fault))).toEqual([]);
  });

  it('keeps what was typed while the server was away', async () => {
    const page = await open(deck);
    await clickAt(page, TEMPLATE.indexOf('greeting'));
    await page.keyboard.type('a');
    await expect.poll(disk).toBe(TEMPLATE.replace('greeting', 'agreeting'));
    await deck.end('SIGKILL');
    await page.waitForSelector(`${EDITOR}[state="connecting"]`);
    await page.keyboard.type('bc');
    await shows(page, TEMPLATE.replace('greeting', 'abcgreeting'));
    deck = await startEdited('--share', '127.0.0.2');
    await isLive(page);
    await shows(page, TEMPLATE.replace('greeting', 'abcgreeting'));
    await expect.poll(disk).toBe(TEMPLATE.replace('greeting', 'abcgreeting'));
  });
});

it('shows, without a server, the file as it should be after the steps that the deck has passed', async () => {
  await endDecks();
  deck = await startDeck(['--port', '5420', '--talk', 'tests/support/edited', '--network', 'none']);
  const page = await openDeck(await startBrowser(), deck, SLIDE);
  await page.waitForSelector(`${EDITOR}[state="replay"]`);
  await shows(page, TEMPLATE);
  for (const step of ['greet', 'help', 'silence', 'loud']) {
    await next(page);
    await shows(page, textAfter(step));
  }
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await shows(page, textAfter('help'));
  await page.reload();
  await page.waitForSelector(`${EDITOR}[state="replay"]`);
  await shows(page, textAfter('help'));
});
