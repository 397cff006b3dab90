// Pictures of slides under .cache/look, a folder for each size and theme, and contact sheets of them.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Size } from '../../tests/support/browser.ts';
import { ROOT } from '../../tests/support/deck.ts';
import type { Sight, ThemeName } from './walk.ts';

/** `.cache/look/1280x720-dark` */
function pictureFolder({ width, height }: Size, theme: ThemeName): string {
  return join(ROOT, '.cache/look', `${width}x${height}-${theme}`);
}

export function clearPictures(size: Size, theme: ThemeName): void {
  rmSync(pictureFolder(size, theme), { recursive: true, force: true });
}

/** `05-life.png` for a slide's end, `05-life-1.png` with one fragment shown. */
export async function keepPicture(size: Size, theme: ThemeName, sight: Sight): Promise<string> {
  const folder = pictureFolder(size, theme);
  mkdirSync(folder, { recursive: true });
  const name = basename(sight.source).replace(/^\d+-|\.md:\d+$/g, '');
  const state = sight.shown === sight.fragments ? '' : `-${sight.shown}`;
  const path = join(folder, `${String(sight.slide).padStart(2, '0')}-${name}${state}.png`);
  writeFileSync(path, await sight.picture());
  return path;
}

const COLUMNS = 3;
const ROWS = 5;

/** Grids of a folder's slides at their ends, three per row, drawn by the browser. @returns their paths. */
export async function drawSheets(page: Page, size: Size, theme: ThemeName): Promise<string[]> {
  const folder = pictureFolder(size, theme);
  const names = readdirSync(folder)
    .filter((name) => /^\d+-.*\.png$/.test(name) && !/-\d+\.png$/.test(name))
    .sort();
  const paths: string[] = [];
  await page.setViewportSize({ width: 1920, height: 1080 });
  for (let first = 0; first < names.length; first += COLUMNS * ROWS) {
    const figures = names.slice(first, first + COLUMNS * ROWS).map((name) => {
      const data = readFileSync(join(folder, name)).toString('base64');
      return `<figure><img src="data:image/png;base64,${data}"><figcaption>${name}</figcaption></figure>`;
    });
    await page.setContent(
      `<style>body{margin:8px;display:grid;grid-template-columns:repeat(${COLUMNS},1fr);gap:8px;background:#777;
      font:16px sans-serif}figure{margin:0}img{display:block;width:100%}</style>${figures.join('')}`,
    );
    const path = join(folder, `sheet-${paths.length + 1}.png`);
    await page.screenshot({ path, fullPage: true });
    paths.push(path);
  }
  return paths;
}
