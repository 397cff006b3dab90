// Files on slides in real Chromium: typed in by hand, by the deck and by the speaker's keys, compared, rescued, checked.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseTalk } from '../protocol/talk.ts';
import { checkpointsOf } from '../talk/prepared.ts';
import { endBrowsers, next, openDeck, place, type Size, startBrowser, watchSteps } from './browser.ts';
import { type Deck, endDecks, ROOT, startDeck } from './deck.ts';
import source from './edited/talk.ts';
import { Mouse } from './mouse.ts';
import { drawFrom, randomFrom } from './random.ts';
import { RoleSocket } from './tokens.ts';

const TALK = join(ROOT, 'tests/edited');
/** The workspaces of the talk's two demos; git ignores them. */
const FOLDERS = [join(ROOT, 'stage-8'), join(ROOT, 'stage-9')];
const PATH = join(FOLDERS[0]!, 'src/main.rs');
const EDITOR = 'section.present deck-editor';
const SLIDE = '#/1';

const demo = parseTalk(source, 'talk.ts').demos[0]!;
const points = checkpointsOf(demo.files[0]!, demo.steps, (name) => readFileSync(join(TALK, name), 'utf8'));
/** The text after a step; null is before the first. */
const textAfter = (step: string | null) => points.find((point) => point.step === step)!.text;
const TEMPLATE = textAfter(null);
const disk = () => readFileSync(PATH, 'utf8');

let deck: Deck;
const start = async (...args: string[]) => {
  deck = await startDeck(['--port', '5420', '--talk', 'tests/edited', ...args]);
  await deck.line(/^live drifted$/);
};

/** An empty workspace and the steps at their beginning, and then what a generator would make. */
/** What cargo can check. */
async function resetToCrate(): Promise<void> {
  await reset({ generated: false });
  writeFileSync(
    join(FOLDERS[0]!, 'Cargo.toml'),
    '[package]\nname = "edited"\nedition = "2021"\n[workspace]\n',
  );
  generate();
}

async function reset({ generated = true } = {}): Promise<void> {
  const speaker = new RoleSocket(deck, 'speaker');
  await speaker.hears('welcome');
  speaker.send({ t: 'reset', demo: 'edited' });
  speaker.send({ t: 'at', at: { h: 1, v: 0, f: -1 } });
  await speaker.settled();
  speaker.dispose();
  if (generated) generate();
}

function generate(): void {
  mkdirSync(dirname(PATH), { recursive: true });
  writeFileSync(PATH, TEMPLATE);
}

type View = Page | Frame;
type DeckEditor = HTMLElement & {
  text: string;
  magnify(direction: 1 | -1): void;
  view: {
    state: { selection: { main: { head: number; from: number; to: number } } };
    requestMeasure(): void;
    lineBlockAtHeight(height: number): unknown;
  };
};

const text = (page: View) =>
  page.evaluate((s) => (document.querySelector(s) as DeckEditor | null)?.text, EDITOR);
const word = (page: View) => page.locator(`${EDITOR} .deck-terminal-word`).textContent();
const head = (page: View) =>
  page.evaluate((s) => (document.querySelector(s) as DeckEditor).view.state.selection.main.head, EDITOR);
const isLive = (page: View) => page.waitForSelector(`${EDITOR}[state="live"]`);
const shows = (page: View, wanted: string) => expect.poll(() => text(page)).toBe(wanted);

async function open(size?: Size): Promise<Page & { faults: string[] }> {
  const page = await openDeck(await startBrowser(size), deck, SLIDE);
  await isLive(page);
  return page;
}

/** How far the code is scrolled and how much of it is shown, in lines. */
const sight = (page: Page) =>
  page.evaluate((s) => {
    const scroller = document.querySelector(`${s} .cm-scroller`)!;
    const row = Number.parseFloat(getComputedStyle(scroller).getPropertyValue('--code-row'));
    return { top: scroller.scrollTop / row, rows: scroller.clientHeight / row };
  }, EDITOR);

/** Whether the line with these words is shown, not cut by more than what is above and below its letters. */
const isSeen = (page: Page, words: string) =>
  page.evaluate(
    ([s, words]) => {
      const line = [...document.querySelectorAll(`${s} .cm-line`)].find((line) =>
        line.textContent!.includes(words!),
      );
      const box = document.querySelector(`${s} .deck-terminal-box`)!.getBoundingClientRect();
      const rect = line?.getBoundingClientRect();
      return rect !== undefined && rect.top > box.top - 3 && rect.bottom < box.bottom + 3;
    },
    [EDITOR, words] as const,
  );

/** Clicks into the code before the character at an offset. */
async function clickAt(page: Page, at: number): Promise<void> {
  const mouse = await Mouse.of(page);
  await mouse.click((await placeOf(page, at))!);
}

/**
 * Where a character is drawn, asked of the browser's own layout of the line's text: a point in its left half, or
 * undefined when it is not in sight.
 */
function placeOf(page: Page, at: number): Promise<{ x: number; y: number; left: number } | undefined> {
  return page.evaluate(
    ([selector, at]) => {
      const editor = document.querySelector(selector as string) as DeckEditor;
      const lines = editor.text.slice(0, at as number).split('\n');
      const row = [...editor.querySelectorAll('.cm-line')][lines.length - 1];
      let left = lines.at(-1)!.length;
      const walker = document.createTreeWalker(row!, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const length = node.textContent!.length;
        if (left < length) {
          const range = document.createRange();
          range.setStart(node, left);
          range.setEnd(node, left + 1);
          const rect = range.getBoundingClientRect();
          const box = editor.querySelector('.deck-terminal-box')!.getBoundingClientRect();
          if (rect.top < box.top || rect.bottom > box.bottom) return undefined;
          return { x: rect.left + rect.width * 0.3, y: (rect.top + rect.bottom) / 2, left: rect.left };
        }
        left -= length;
      }
      return undefined;
    },
    [EDITOR, at] as const,
  );
}

/** What a difference's line has in the gutter. */
const signOf = (page: Page, line: string) =>
  page.evaluate(
    (s) => JSON.parse(getComputedStyle(document.querySelector(s)!, '::before').content) as string,
    `${EDITOR} ${line}`,
  );

afterEach(endBrowsers);
afterAll(async () => {
  await endDecks();
  for (const folder of FOLDERS) rmSync(folder, { recursive: true, force: true });
});

describe('a file on a slide', () => {
  beforeEach(async () => {
    if (!deck?.process.pid || deck.process.exitCode !== null || deck.process.signalCode !== null)
      await start('--share', '127.0.0.2');
    await reset();
  });

  it('says quietly that it is not there yet, and is shown when it comes', async () => {
    await reset({ generated: false });
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
    const page = await open();
    const speaker = await page.context().newPage();
    await speaker.goto(new URL('speaker', deck.address).href);
    await expect.poll(() => speaker.frames().length).toBe(3);
    const mirror = speaker.frames().find((frame) => frame.url().includes('view=mirror'))!;
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
    // Undone is what was typed here, not what was typed there.
    await page.keyboard.press('Control+z');
    await shows(mirror, `${TEMPLATE}// the end`);
    await page.reload();
    await isLive(page);
    await shows(page, `${TEMPLATE}// the end`);
  });

  it('takes Tab and Enter, moves no slide by what is typed, and is left by Escape and Tab', async () => {
    const page = await open();
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

  it('is typed in by Next as a person would, at once by the next Next, and followed by the view', async () => {
    const page = await open({ width: 1024, height: 576 });
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
    // Only the code has been scrolled, nothing around it.
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

  it('is typed in by any keys of the speaker’s, from both windows, and Next completes it', async () => {
    const page = await open();
    const state = await watchSteps(page);
    const speaker = await page.context().newPage();
    await speaker.goto(new URL('speaker', deck.address).href);
    await expect.poll(() => speaker.frames().length).toBe(3);
    await isLive(speaker.frames().find((frame) => frame.url().includes('view=mirror'))!);

    await page.bringToFront();
    await page.keyboard.press('F10');
    await state('edited.greet', 'typing');
    const before = await text(page);
    for (const key of ['n', ' ', 'q', 'Enter', 'Tab', '?']) await page.keyboard.press(key);
    await expect.poll(() => text(page)).not.toBe(before);
    // All of these are keys of the deck otherwise.
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
    // Keys are keys again.
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => place(page)).toMatchObject({ f: 0 });
  });

  it('is compared with what was prepared, caught up with it, and taken back', async () => {
    const page = await open();
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

  it('is read by viewers, who can change nothing', async () => {
    const address = deck.lines.find((line) => line.startsWith('viewer '))!.slice('viewer '.length);
    const viewer = await openDeck(await startBrowser(), { ...deck, address }, SLIDE);
    await isLive(viewer);
    const page = await open();
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
    const page = await open();
    await clickAt(page, TEMPLATE.indexOf('greeting'));
    await page.keyboard.type('a');
    await expect.poll(disk).toBe(TEMPLATE.replace('greeting', 'agreeting'));
    await deck.end('SIGKILL');
    await page.waitForSelector(`${EDITOR}[state="connecting"]`);
    await page.keyboard.type('bc');
    await shows(page, TEMPLATE.replace('greeting', 'abcgreeting'));
    await start('--share', '127.0.0.2');
    await isLive(page);
    await shows(page, TEMPLATE.replace('greeting', 'abcgreeting'));
    await expect.poll(disk).toBe(TEMPLATE.replace('greeting', 'abcgreeting'));
  });

  it('keeps its lines in sight when the window gets another size, and what was changed when the type does', async () => {
    const lines = Array.from({ length: 80 }, (_, i) => `// line ${i + 1}\n`);
    writeFileSync(PATH, lines.join(''));
    const page = await open({ width: 1280, height: 720 });
    await shows(page, lines.join(''));
    const scrollTo = (top: number) =>
      page.evaluate(
        ([s, top]) => {
          const scroller = document.querySelector(`${s} .cm-scroller`)!;
          const row = Number.parseFloat(getComputedStyle(scroller).getPropertyValue('--code-row'));
          scroller.scrollTop = (top as number) * row;
        },
        [EDITOR, top] as const,
      );
    // As while a window is dragged: CodeMirror measures when the slide has its new size and the code has not.
    await page.evaluate((s) => {
      window.addEventListener('resize', () => {
        const { view } = document.querySelector(s) as DeckEditor;
        view.requestMeasure();
        view.lineBlockAtHeight(0);
      });
    }, EDITOR);
    const atTop = async () => (await sight(page)).top;
    // The last is near the end, where a browser cuts what was scrolled.
    for (const top of [0, 21, 40.5, 64]) {
      await page.setViewportSize({ width: 1280, height: 720 });
      await page.waitForTimeout(300);
      await scrollTo(top);
      for (const [width, height] of [
        [1920, 1080],
        [1024, 768],
        [640, 480],
        [1920, 1080],
      ] as const) {
        await page.setViewportSize({ width, height });
        await page.waitForTimeout(300);
        expect(Math.abs((await atTop()) - top), `${top} at ${width} × ${height}`).toBeLessThan(0.15);
      }
    }
    // Somebody else changes line 50; in larger type there are fewer lines, and this is one of them.
    await scrollTo(37);
    writeFileSync(PATH, lines.with(49, '// changed\n').join(''));
    await expect.poll(() => text(page)).toContain('changed');
    expect(await isSeen(page, 'changed')).toBe(true);
    for (const rows of [16 / 1.25, 16 / 1.5, 8]) {
      await page.evaluate((s) => (document.querySelector(s) as DeckEditor).magnify(1), EDITOR);
      await expect.poll(async () => (await sight(page)).rows).toBeCloseTo(rows, 1);
      await page.waitForTimeout(100);
      expect(await isSeen(page, 'changed')).toBe(true);
    }
  });

  it('keeps in sight what was changed when warnings come above it, in few rows', async () => {
    await resetToCrate();
    writeFileSync(PATH, textAfter('help'));
    const page = await openDeck(await startBrowser(), deck, '#/2');
    await isLive(page);
    const words = page.locator(`${EDITOR} .code-words`);
    await expect.poll(() => words.allTextContents(), { timeout: 60_000 }).toHaveLength(1);
    writeFileSync(PATH, textAfter('silence'));
    await shows(page, textAfter('silence'));
    await expect.poll(() => words.allTextContents(), { timeout: 60_000 }).toHaveLength(2);
    await page.waitForTimeout(300);
    expect(await isSeen(page, "'.'")).toBe(true);
    // A page that comes to it later, too.
    await page.reload();
    await isLive(page);
    await expect.poll(() => words.allTextContents(), { timeout: 60_000 }).toHaveLength(2);
    await page.waitForTimeout(300);
    expect(await isSeen(page, "'.'")).toBe(true);
  });

  it('says what the compiler says of this very text, below its line', async () => {
    await resetToCrate();
    const page = await open();
    await expect.poll(() => word(page), { timeout: 60_000 }).toBe('compiles');
    const at = TEMPLATE.indexOf('greeting());');
    await clickAt(page, at);
    await page.keyboard.type('x');
    await expect.poll(() => word(page), { timeout: 60_000 }).toBe('1 error');
    const words = page.locator(`${EDITOR} .code-words`);
    expect(await words.allTextContents()).toEqual([
      expect.stringMatching(/^error: cannot find function `xgreeting` in this scope.*\[E0425\]$/),
    ]);
    const line = page.locator(`${EDITOR} .cm-line`, { hasText: 'xgreeting' });
    const [code, said] = [await line.boundingBox(), await words.boundingBox()];
    expect(Math.abs(code!.y + code!.height - said!.y)).toBeLessThan(2);
    expect(await page.locator(`${EDITOR} .code-fault-error`).allTextContents()).toEqual(['xgreeting']);
    // From the first key on nothing is said of what was.
    await page.keyboard.press('Backspace');
    expect(await words.count()).toBe(0);
    expect(await word(page)).not.toMatch(/error|compiles/);
    await expect.poll(() => word(page), { timeout: 60_000 }).toBe('compiles');
  });

  it.each<Size>([
    { width: 1280, height: 720 },
    { width: 1920, height: 1080 },
    { width: 1024, height: 768 },
  ])('places the caret exactly where it was clicked, at $width × $height', async (size) => {
    writeFileSync(PATH, textAfter('help'));
    const page = await open(size);
    await shows(page, textAfter('help'));
    const mouse = await Mouse.of(page);
    const draw = drawFrom(randomFrom(size.width));
    const wrong: string[] = [];
    for (let n = 0; n < 30; ) {
      const at = draw.whole(0, textAfter('help').length - 1);
      const place = /[\n\ud800-\udfff]/.test(textAfter('help')[at]!) ? undefined : await placeOf(page, at);
      if (!place) continue;
      n++;
      await mouse.click(place);
      const caret = await page.evaluate(async (s) => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const rect = document.querySelector(`${s} .cm-cursor-primary`)!.getBoundingClientRect();
        return rect.left + rect.width / 2;
      }, EDITOR);
      const found = await head(page);
      if (found !== at) wrong.push(`clicked before ${at}, the caret is at ${found}`);
      if (Math.abs(caret - place.left) > 1.5) wrong.push(`at ${at} it is drawn ${caret - place.left} px off`);
    }
    expect(wrong).toEqual([]);
  });
});

it('without a server the file is what it should be after the steps that the deck has passed', async () => {
  await endDecks();
  deck = await startDeck(['--port', '5420', '--talk', 'tests/edited', '--network', 'none']);
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
