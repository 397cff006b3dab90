// Looks at every slide of the real deck: nothing clipped, overlapping, small, faint or in the foot.
// Dark at 1920×1080 and one other size and theme; with --all every size and theme.
import { readFileSync } from 'node:fs';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gather } from '../../checks/look/faults.ts';
import { clearPictures, keepPicture } from '../../checks/look/pictures.ts';
import { type Looker, SIZES, type Sight, startLooking, THEMES } from '../../checks/look/walk.ts';
import talk from '../../slides/talk.ts';
import { sample } from '../support/breadth.ts';
import { endBrowsers } from '../support/browser.ts';
import { endDecks, startDeck } from '../support/deck.ts';

let looker: Looker;
beforeAll(async () => {
  looker = await startLooking(await startDeck(['--port', '4250', '--network', 'none']));
});
afterAll(async () => {
  await endBrowsers();
  await endDecks();
});

const [FIRST, ...OTHERS] = THEMES.flatMap((theme) => SIZES.map((size) => ({ ...size, size, theme })));
/** The size and theme on stage, and one of the others, drawn by the seed. */
const WALKS = [FIRST!, ...sample(OTHERS, 1)];

describe.each(WALKS)('every slide at $width×$height, $theme', ({ size, theme }) => {
  const sights: Sight[] = [];
  /** The last slide's picture. */
  let last: string;
  beforeAll(async () => {
    clearPictures(size, theme);
    for await (const sight of looker.walk({ size, theme, states: 'all' })) {
      if (sight.shown === sight.fragments) last = await keepPicture(size, theme, sight);
      sights.push(sight);
    }
  });

  it('has seen the whole deck', () => {
    expect(new Set(sights.map(({ slide }) => slide)).size).toBe(sights.at(-1)?.slide);
    expect(sights.length).toBeGreaterThan(15);
    expect(looker.page.faults).toEqual([]);
  });
  it('has an address on the last slide that a phone can read', () => {
    const { data, width, height } = PNG.sync.read(readFileSync(last));
    expect(jsqr(new Uint8ClampedArray(data), width, height)?.data).toBe(talk.address);
  });
  it.each([
    ['no text is clipped', 'clipped'],
    ['no text is overlapped or crossed', 'overlapping'],
    ['no type is too small', 'small'],
    ['all text stands out from what is behind it', 'faint'],
    ['the foot is the footer’s', 'foot'],
  ])('%s', (_, check) => {
    expect(gather(sights, check)).toEqual([]);
  });
});
