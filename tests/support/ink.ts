// Pictures of glyphs as grids of ink: how far each device pixel is from the background's colour.
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

/** A picture of a part of a page; ink from 0 (the background) to 1. Places are device pixels from its corner. */
export type Ink = { width: number; height: number; at(x: number, y: number): number };

/** CSS pixels. */
export type Region = { x: number; y: number; width: number; height: number };

/** This many CSS pixels are whole device pixels at every ratio in quarters, so that a picture isn't scaled. */
const GRAIN = 4;

/** A picture of a region of the window, in device pixels. @returns it and its corner in the window, in device pixels. */
export async function inkOf(page: Page, region: Region): Promise<{ ink: Ink; left: number; top: number }> {
  const ratio = await page.evaluate(() => window.devicePixelRatio);
  const left = Math.floor(region.x / GRAIN) * GRAIN;
  const top = Math.floor(region.y / GRAIN) * GRAIN;
  const clip = {
    x: left,
    y: top,
    width: Math.ceil((region.x + region.width - left) / GRAIN) * GRAIN,
    height: Math.ceil((region.y + region.height - top) / GRAIN) * GRAIN,
  };
  const png = PNG.sync.read(
    await page.screenshot({ clip, scale: 'device', animations: 'allow', caret: 'initial' }),
  );
  if (Math.abs(png.width - clip.width * ratio) > 0.01) {
    throw new Error(`the picture is ${png.width} device pixels wide, not ${clip.width * ratio}`);
  }
  return { ink: inkIn(png), left: left * ratio, top: top * ratio };
}

/** The background is the most frequent colour; full ink is the colour farthest from it. */
function inkIn(png: PNG): Ink {
  const { width, height, data } = png;
  const light = new Uint8Array(width * height);
  const counts = new Uint32Array(256);
  for (let i = 0; i < light.length; i++) {
    light[i] = Math.round((data[4 * i]! + data[4 * i + 1]! + data[4 * i + 2]!) / 3);
    counts[light[i]!]!++;
  }
  const ground = counts.indexOf(Math.max(...counts));
  const most = light.reduce((most, value) => Math.max(most, Math.abs(value - ground)), 1);
  return {
    width,
    height,
    at: (x, y) =>
      x < 0 || y < 0 || x >= width || y >= height ? 0 : Math.abs(light[y * width + x]! - ground) / most,
  };
}

/** The amount of ink in a rectangle of device pixels, and which rows and columns have some. */
export type Mark = { sum: number; top: number; bottom: number; left: number; right: number };

/** Less than this is a neighbour's blurred edge, not ink. */
const FAINT = 0.12;

export function markIn(ink: Ink, x: number, y: number, width: number, height: number): Mark {
  const mark: Mark = { sum: 0, top: -1, bottom: -1, left: -1, right: -1 };
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const value = ink.at(x + col, y + row);
      mark.sum += value;
      if (value < FAINT) continue;
      if (mark.top < 0) mark.top = row;
      mark.bottom = row;
      if (mark.left < 0 || col < mark.left) mark.left = col;
      if (col > mark.right) mark.right = col;
    }
  }
  return mark;
}
