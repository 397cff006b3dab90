// Every picture that the deck allows on a slide is drawn: for speaker and viewer, in dev and on the static site.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import sirv from 'sirv';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { endBrowsers, openDeck, startBrowser } from '../support/browser.ts';
import { endDecks, ROOT, startDeck } from '../support/deck.ts';
import { tokensOf } from '../support/tokens.ts';

/** Files' names, each with the address that a slide has to write. */
const NAMES: Record<string, string> = {
  'cat.png': 'images/cat.png',
  'a b.png': 'images/a%20b.png',
  '100%.png': 'images/100%25.png',
  'a%23b.png': 'images/a%2523b.png',
  "ä+(1)&=@,;:'$.png": "images/%C3%A4+(1)&=@,;:'$.png",
  'sub/日本.png': 'images/sub/日本.png',
};

let dir: string;
beforeAll(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'deck-pictures-')), 'talk');
  cpSync(join(ROOT, 'examples/minimal'), dir, { recursive: true });
  mkdirSync(join(dir, 'images/sub'), { recursive: true });
  const png = PNG.sync.write(new PNG({ width: 3, height: 2 }));
  for (const name of Object.keys(NAMES)) writeFileSync(join(dir, 'images', name), png);
  writeFileSync(
    join(dir, 'images/draw.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><rect width="3" height="2"/></svg>',
  );
  writeFileSync(join(dir, '01-title.md'), slide());
});
afterEach(async () => {
  await endBrowsers();
  await endDecks();
});
afterAll(() => rmSync(join(dir, '..'), { recursive: true, force: true }));

function slide(): string {
  const pictures = Object.values(NAMES).map((address) => `![x](<${address}>)`);
  const raw = Object.values(NAMES).map((address) => `<img src="${address}">`);
  const other = [
    '<img src="images/draw.svg"> <img srcset="images/cat.png 1x, images/a%20b.png 2x">',
    `<p id="css" style="background: url('images/a%20b.png')">a</p>`,
  ];
  return `# Pictures\n\n${[...pictures, ...raw, ...other].join('\n\n')}\n`;
}

/** The addresses of pictures that are not drawn, and how many there are in all. */
function drawn(page: Page): Promise<{ all: number; missing: string[] }> {
  return page.evaluate(async () => {
    const images = [...document.querySelectorAll<HTMLImageElement>('.slides section img')];
    const css = new Image();
    const style = getComputedStyle(document.querySelector('#css')!).backgroundImage;
    css.src = /^url\("(.*)"\)$/.exec(style)![1]!;
    const all = [...images, css];
    await Promise.all(all.map((image) => image.decode().catch(() => {})));
    return {
      all: all.length,
      missing: all.filter((i) => i.naturalWidth === 0).map((i) => i.src || i.srcset),
    };
  });
}
const ALL_DRAWN = { all: 2 * Object.keys(NAMES).length + 3, missing: [] };

it('draws them for the speaker and for a viewer', async () => {
  const deck = await startDeck(['--port', '4260', '--network', 'none', '--talk', dir]);
  const page = await openDeck(await startBrowser(), deck);
  expect(await drawn(page)).toEqual(ALL_DRAWN);
  expect(page.faults).toEqual([]);
  const viewer = await openDeck(await startBrowser(), {
    ...deck,
    address: deck.address.replace(deck.token, tokensOf(deck).viewer),
  });
  expect(await drawn(viewer)).toEqual(ALL_DRAWN);
});

it('draws them in dev, tells at once when one goes, and shows it when it comes back', async () => {
  const deck = await startDeck(['--port', '4260', '--network', 'none', '--talk', dir], {
    command: [process.execPath, 'start.mjs', 'dev'],
  });
  const page = await openDeck(await startBrowser(), deck);
  expect(await drawn(page)).toEqual(ALL_DRAWN);
  const png = join(dir, 'images/cat.png');
  unlinkSync(png);
  const told = /talk\/01-title\.md:3: there is no file images\/cat\.png/;
  await deck.line(told, 15_000);
  await page.waitForSelector('vite-error-overlay');
  const overlay = () =>
    page.evaluate(() => document.querySelector('vite-error-overlay')?.shadowRoot?.textContent ?? '');
  expect(await overlay()).toMatch(told);
  cpSync(join(dir, 'images/a b.png'), png);
  await page.waitForSelector('vite-error-overlay', { state: 'detached', timeout: 15_000 });
});

it('draws them on the static site, and builds and starts nothing with one that is missing', async () => {
  execFileSync(process.execPath, ['start.mjs', 'build', '--talk', dir], { cwd: ROOT });
  const server = createServer(sirv(join(dir, 'dist')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const page = await (await startBrowser()).newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => (window as { deck?: { isReady(): boolean } }).deck?.isReady());
    expect(await drawn(page)).toEqual(ALL_DRAWN);
  } finally {
    server.close();
    server.closeAllConnections();
  }
  writeFileSync(join(dir, '02-idea.md'), '# x\n\n<img src="https://example.com/a.png">\n');
  const told = /talk\/02-idea\.md:3: the image https:\/\/example\.com\/a\.png is on another machine/;
  expect(() =>
    execFileSync(process.execPath, ['start.mjs', 'build', '--talk', dir], { cwd: ROOT, stdio: 'pipe' }),
  ).toThrow(told);
  await expect(startDeck(['--port', '4260', '--network', 'none', '--talk', dir])).rejects.toThrow(told);
});
