// A screen in a real browser: drawn as the server has it, with working cursor, mouse, links and colours,
// while readers keep their place and their selection.
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { captureScreen, type ScreenKind } from '../../screen/capture.ts';
import { endBrowsers, startBrowser } from '../support/browser.ts';
import { bundlePage } from './snapshot/bundle.ts';
import { programs } from './snapshot/programs.ts';
import { record } from './snapshot/record.ts';
import { type Size, Terminal } from './snapshot/terminal.ts';

const SIZE: Size = { cols: 100, rows: 15 };
const STYLE = fileURLToPath(new URL('../../node_modules/@xterm/xterm/css/xterm.css', import.meta.url));

let page: Page;

beforeAll(async () => {
  const context = await startBrowser(undefined, { whole: true });
  page = await context.newPage();
  await page.setContent('<!doctype html><body style="margin: 0"></body>');
  await page.addStyleTag({ path: STYLE });
  await page.addScriptTag({ content: await bundlePage() });
});
afterAll(endBrowsers);

beforeEach(async () => {
  await page.mouse.move(1200, 700);
  await page.evaluate(({ cols, rows }) => window.open_(cols, rows), SIZE);
  await write('\x1b[?25l\x1b[?1003h\x1b[2;5r\x1b]11;#400000\x07\x1b[44mused before\x1b[?1049hdirt');
});

const write = (output: string) =>
  page.evaluate((bytes) => window.shown.write(bytes), [...Buffer.from(output)]);

/** The server's terminal after this output. */
function source(output: string | Uint8Array): Terminal {
  const terminal = new Terminal(SIZE);
  terminal.write(output);
  return terminal;
}

async function show(from: Terminal, kind: ScreenKind = 'whole'): Promise<number> {
  const bytes = captureScreen(from.core, kind);
  const took = await page.evaluate((screen) => window.shown.restore(screen), [...bytes]);
  const back = await page.evaluate((kind) => window.shown.capture(kind), kind);
  expect(Buffer.compare(Uint8Array.from(back), bytes)).toBe(0);
  return took;
}

/** The visible text of the screen; concealed characters (SGR 8) are drawn as blanks. */
function rowsOf({ term }: Terminal): string[] {
  const { active } = term.buffer;
  return Array.from({ length: term.rows }, (_, y) => {
    const row = active.getLine(active.baseY + y)!;
    const cells = Array.from({ length: term.cols }, (_, x) => row.getCell(x)!);
    const texts = cells.map((cell) =>
      cell.getWidth() === 0 ? '' : cell.isInvisible() ? ' ' : cell.getChars() || ' ',
    );
    return texts.join('').trimEnd();
  });
}

const place = () =>
  page.evaluate(() => {
    const { baseY, viewportY } = window.shown.terminal.buffer.active;
    return baseY - viewportY;
  });
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `line ${from + n}\r\n`).join('');
const countOf = (selector: string) => page.locator(selector).count();

it('draws vim, top, less and a shell as the server has them', async () => {
  const { all, dispose } = programs(fileURLToPath(new URL('snapshot/view.ts', import.meta.url)));
  const outputs = await Promise.all(all.map((program) => record(program, SIZE)));
  dispose();
  const took: number[] = [];
  for (const [index, output] of outputs.entries()) {
    for (const part of [0.25, 0.5, 0.8]) {
      const terminal = source(output.subarray(0, Math.floor(output.length * part)));
      // Ends synchronized output, or the whole screen would wait for its end.
      terminal.write('\x18\x1b[?2026l');
      took.push(await show(terminal));
      const painted = await page.evaluate(() => window.shown.painted());
      expect(painted, `${all[index]!.name} at ${part}`).toEqual(rowsOf(terminal));
      terminal.dispose();
    }
  }
  took.sort((a, b) => a - b);
  console.log(
    `restored in the page: median ${took[took.length >> 1]!.toFixed(1)} ms, most ${took.at(-1)!.toFixed(1)} ms`,
  );
});

it('shows the cursor at its place, also without the focus, and hides a hidden one', async () => {
  // A new page, since a page that has shown another buffer always draws its cursor.
  await page.evaluate(({ cols, rows }) => window.open_(cols, rows), SIZE);
  await show(source('one\r\ntwo\x1b[1;3H'));
  expect(await countOf('.xterm-rows > div:nth-child(1) .xterm-cursor')).toBe(1);
  expect(await page.locator('.xterm-cursor').textContent()).toBe('e');
  await show(source('one\x1b[?25l'));
  expect(await countOf('.xterm-cursor')).toBe(0);
});

it('turns mouse reports on and off', async () => {
  expect(await countOf('.xterm.enable-mouse-events')).toBe(1);
  await show(source('plain'));
  expect(await countOf('.xterm.enable-mouse-events')).toBe(0);
  await show(source('\x1b[?1002h\x1b[?1006h'));
  expect(await countOf('.xterm.enable-mouse-events')).toBe(1);
});

it('has links that can be pointed at and opened, above a viewport, too', async () => {
  const link = (name: string) => `\x1b]8;;http://${name}.example/\x07${name}\x1b]8;;\x07`;
  const follow = async () => {
    const box = (await page.locator('.xterm-rows > div:nth-child(1)').boundingBox())!;
    await page.mouse.move(box.x + 30, box.y + box.height * 2.5);
    await page.mouse.move(box.x + 12, box.y + box.height / 2);
    await page.waitForSelector('.xterm-cursor-pointer');
    await page.mouse.down();
    await page.mouse.up();
    return page.evaluate(() => window.shown.activated.at(-1));
  };
  await show(source(link('whole')));
  expect(await follow()).toBe('http://whole.example/');
  await show(source(`${link('above')}${'\r\n'.repeat(20)}`));
  await show(source(link('viewport')), 'viewport');
  expect(await follow()).toBe('http://viewport.example/');
  await page.evaluate(() => window.shown.terminal.scrollToTop());
  await page.waitForFunction(() => window.shown.painted()[0] === 'above');
  expect(await follow()).toBe('http://above.example/');
});

it('has the colours that were changed, and the others unchanged', async () => {
  const background = () =>
    page.evaluate(
      () => getComputedStyle(document.querySelector('.xterm-scrollable-element')!).backgroundColor,
    );
  expect(await background()).toBe('rgb(64, 0, 0)');
  await show(source('\x1b]4;1;#123456\x07\x1b[31mcolour'));
  expect(await background()).toBe('rgb(0, 0, 0)');
  const colour = page.locator('.xterm-rows > div:nth-child(1) > span').first();
  expect(await colour.evaluate((span) => getComputedStyle(span).color)).toBe('rgb(18, 52, 86)');
});

it('leaves a reader and the scrollbar where they are', async () => {
  await show(source(lines(0, 100)));
  expect(await place()).toBe(0);
  await page.evaluate(() => window.shown.terminal.scrollLines(-12));
  expect(await place()).toBe(12);
  await show(source(lines(0, 140)));
  expect(await place()).toBe(12);
  // The scrollbar has its own idea of where it is: from another place than the rows it would jump.
  await page.evaluate(() => window.shown.terminal.scrollLines(-1));
  expect(await place()).toBe(13);
  // Back on the row that the reader had scrolled to, while the bar is elsewhere.
  await show(source(lines(0, 100)));
  await page.evaluate(() => window.shown.terminal.scrollLines(1));
  await show(source(lines(0, 140)));
  await show(source(lines(0, 100)));
  expect(await place()).toBe(12);
  await page.evaluate(() => window.shown.terminal.scrollLines(-1));
  expect(await place()).toBe(13);
  await show(source('few'), 'viewport');
  expect(await place()).toBe(13);
  await page.evaluate(() => window.shown.terminal.scrollLines(1));
  expect(await place()).toBe(12);
  await show(source(lines(0, 20)));
  expect(await place()).toBe(6);
  await page.evaluate(() => window.shown.terminal.scrollToBottom());
  await show(source(lines(0, 120)));
  expect(await place()).toBe(0);
  await write('more\r\n');
  expect(await place()).toBe(0);
});

it('keeps a selection whose text is still there, and clears one whose text has changed', async () => {
  const selection = () => page.evaluate(() => window.shown.terminal.getSelection());
  const select = (row: number) => page.evaluate((row) => window.shown.terminal.selectLines(row, row), row);
  await show(source(lines(0, 60)));
  await select(10);
  expect(await selection()).toContain('line 10');
  await show(source('another screen'), 'viewport');
  expect(await selection()).toContain('line 10');
  await show(source(lines(0, 60)));
  expect(await selection()).toContain('line 10');
  await select(50);
  await show(source(lines(200, 210)), 'viewport');
  expect(await selection()).toBe('');
});

it('draws half a synchronized output: a viewport at once, the whole screen within the second that xterm waits', async () => {
  const first = () => page.evaluate(() => window.shown.painted()[0]);
  await show(source('at once: \x1b[?2026hhalf'), 'viewport');
  expect(await first()).toBe('at once: half');
  await show(source('\x1b[?2026hhalf'));
  await page.waitForFunction(() => window.shown.painted()[0] === 'half', undefined, { timeout: 5000 });
  await write(' and half\x1b[?2026l');
  expect(await first()).toBe('half and half');
});
