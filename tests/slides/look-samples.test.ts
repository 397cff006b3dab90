// The checks of look.test.ts on small slides: each planted fault is found once, and clean slides pass.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLook } from '../../checks/look/bundle.ts';
import { checkSlide, SIZES } from '../../checks/look/walk.ts';
import { endBrowsers, type Size, startBrowser } from '../support/browser.ts';

let page: Page;
beforeAll(async () => {
  const context = await startBrowser(SIZES[0], { whole: true });
  await context.addInitScript({ content: await bundleLook() });
  page = await context.newPage();
});
afterAll(endBrowsers);

/** A slide as reveal draws it: 1920 × 1080, scaled to the window's width and centred in its height. */
async function faultsOf(body: string, { width, height }: Size = SIZES[0]!): Promise<string[]> {
  const scale = width / 1920;
  await page.setViewportSize({ width, height });
  await page.setContent(`<!doctype html><style>
    body { --scale: ${scale}; margin: 0; overflow: hidden; background: #101318; font: 36px/1.3 sans-serif; color: #f4f5f8 }
    .slides { position: absolute; top: ${(height - 1080 * scale) / 2}px; width: 1920px; height: 1080px;
              transform: scale(${scale}); transform-origin: 0 0 }
    .slides * { position: absolute; margin: 0 } .slides :is(span, b, i) { position: static }
    svg text { font-size: 36px; fill: #f4f5f8 }
  </style><div class="slides"><section class="present" style="width:1920px;height:1080px">${body}</section></div>`);
  return (await checkSlide(page)).map(({ check, words, what }) => `${check}: ${words}: ${what}`);
}

/** Outside the slides, in their units. */
const footer = (size: number) =>
  `</section></div><div class="deck-footer" style="position:fixed;left:80px;bottom:4px;font-size:calc(${size}px * var(--scale))">1 / 9`;

const drawing = (inner: string, style = '') =>
  `<svg width="1000" height="500" viewBox="0 0 500 250" style="left:80px;top:80px;${style}">${inner}</svg>`;

const CLEAN = {
  'two lines of one paragraph, words in bold':
    '<p style="left:80px;width:400px;line-height:1.1">Words that go on to <b>a second line</b>, gjpqy ÄÖÜ</p>',
  'text close above text': '<p style="top:100px">gypq</p><p style="top:137px">ACE</p>',
  'text at every edge': '<p style="left:0;top:0">edge</p><p style="right:0;top:900px">edge</p>',
  'what is hidden': `<p style="top:2000px;visibility:hidden">below</p><p style="opacity:0;left:-500px">left</p>
    <p style="display:none;font-size:9px">small</p><p>words</p><p style="opacity:0">words</p>`,
  'what screen readers alone get':
    '<p style="left:80px">seen</p><p style="width:1px;height:1px;overflow:hidden;clip-path:inset(50%)">heard</p>',
  'a footer of 22 px': `<p style="left:80px">words</p>${footer(22)}`,
  'text in its box, in a scaled drawing': drawing(
    `<rect x="10" y="10" width="200" height="60" fill="#292e36"/><text x="20" y="50" font-size="20">in its box</text>
     <path d="M10 100H400" stroke="#fff"/><text x="20" y="150">by a line</text>`,
  ),
  'text hidden behind an opaque shape': drawing(
    '<text x="50" y="50">old</text><rect width="200" height="80" fill="#292e36"/><text x="50" y="50">new</text>',
  ),
  'a line that ends under a pill': drawing(
    '<path d="M10 40H150" stroke="#fff"/><rect x="120" y="10" width="90" height="60" fill="#292e36"/><text x="130" y="52">12</text>',
  ),
  'a ground that goes on beyond the slide':
    '<svg width="3000" height="900" style="left:-500px;top:400px;overflow:visible"><rect width="3000" height="900" fill="#231d15"/></svg>',
};

const PLANTED: [name: string, body: string, found: RegExp][] = [
  [
    'text over the right edge',
    '<p style="left:1850px;white-space:nowrap">over the edge</p>',
    /^clipped: over the edge: .* out of the slide at the right/,
  ],
  ['text below the edge', '<p style="top:1060px">below</p>', /^clipped: below: .* at the bottom/],
  [
    'text cut by a box',
    '<div style="left:80px;width:400px;height:30px;overflow:hidden"><p>cut off below gjy</p></div>',
    /^clipped: cut off below gjy: reaches .* out of <div>/,
  ],
  [
    'text wider than its column',
    '<div style="left:80px;width:100px">unbreakableword</div>',
    /^clipped: unbreakableword?: .* out of <div> at the right|^clipped: word: /,
  ],
  [
    'drawn text outside of its viewBox',
    drawing('<text x="450" y="50">too wide</text>', 'overflow:visible'),
    /^clipped: too wide: .* the viewBox/,
  ],
  [
    'drawn text wider than its node',
    drawing(
      '<g><rect x="210" y="10" width="80" height="60" fill="#292e36"/><text x="250" y="50" text-anchor="middle">wide node</text></g>',
      'overflow:visible',
    ),
    /^clipped: wide node: .* out of its <rect>/,
  ],
  [
    'drawn text higher than its node',
    drawing(
      '<g><rect x="10" y="30" width="300" height="20" fill="#292e36"/><text x="60" y="50">HIH</text></g>',
    ),
    /^clipped: HIH: .* its <rect> at the top/,
  ],
  [
    'text on text',
    '<p style="top:100px">first words</p><p style="top:118px">second words</p>',
    /^overlapping: first words: overlaps “second words”/,
  ],
  [
    'drawn text on drawn text',
    drawing('<text x="10" y="50">one</text><text x="60" y="60">two</text>'),
    /^overlapping: one: overlaps “two”/,
  ],
  [
    'text on drawn text',
    `${drawing('<text x="10" y="50">drawn</text>')}<p style="left:120px;top:150px">written</p>`,
    /^overlapping: drawn: overlaps “written”/,
  ],
  [
    'text partly under a shape',
    drawing('<text x="50" y="50">half hidden</text><rect width="120" height="80" fill="#292e36"/>'),
    /^overlapping: half hidden: is partly covered by <rect>/,
  ],
  [
    'an arrow through a word',
    drawing('<path d="M10 40H400" stroke="#fff"/><text x="50" y="50">crossed</text>'),
    /^overlapping: crossed: is crossed by the line <path>/,
  ],
  [
    'type of 20 px',
    '<p style="left:80px;font-size:20px">small</p>',
    /^small: small: is set at 20 px, below 24 px/,
  ],
  [
    'drawn type of 20 px',
    drawing('<text x="10" y="50" style="font-size:10px">small</text>'),
    /^small: small: is set at 20 px/,
  ],
  ['a footer of 18 px', `<p>words</p>${footer(18)}`, /^small: 1 \/ 9: is set at 18 px, below 22 px/],
  [
    'a number of 20 px in front of an item',
    '<style>li::before{content:counter(step);font-size:20px}</style><ol style="left:80px"><li>item</li></ol>',
    /^small: counter\(: is set at 20 px/,
  ],
  [
    'grey of 3 to 1',
    '<p style="left:80px;color:#636870">faint</p>',
    /^faint: faint: has a contrast of 3\.\d+ to 1/,
  ],
  [
    'white made faint by its opacity',
    '<div style="opacity:.4"><p style="left:80px">faint</p></div>',
    /^faint: faint: has a contrast of 3\.\d+ to 1/,
  ],
  [
    'drawn grey of 3 to 1',
    drawing('<text x="10" y="50" style="fill:#636870">faint</text>'),
    /^faint: faint: has a contrast of 3\.\d+ to 1/,
  ],
  [
    'text on a bright shape that is no ancestor',
    '<i style="position:absolute;left:0;width:400px;height:100px;background:#f9ba58"></i><p style="left:80px">on honey</p>',
    /^faint: on honey: has a contrast of 1\.\d+ to 1/,
  ],
  [
    'words half on another ground',
    drawing(
      '<rect x="80" width="200" height="80" fill="#f4f5f8"/><text x="10" y="50" style="fill:oklab(0.97 0 0)">half and half</text>',
      'overflow:visible',
    ),
    /^faint: half and half: has a contrast of 1\.\d+ to 1/,
  ],
  [
    'text in the foot',
    '<p style="left:80px;top:1000px">low</p>',
    /^foot: low: <p> reaches .* into the last 60 px/,
  ],
  [
    'a drawing in the foot',
    drawing('<rect y="100" width="100" height="100" fill="#292e36"/>', 'top:660px'),
    /^foot: : <rect> reaches 40 px into the last 60 px/,
  ],
];

describe.each([...SIZES])('at $width×$height', (size) => {
  it.each(Object.entries(CLEAN))('passes %s', async (_, body) => {
    expect(await faultsOf(body, size)).toEqual([]);
  });
  it.each(PLANTED)('finds %s', async (_, body, found) => {
    const faults = await faultsOf(body, size);
    expect(faults).toContainEqual(expect.stringMatching(found));
  });
});
