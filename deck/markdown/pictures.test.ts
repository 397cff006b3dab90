// Which pictures of a slide are faults, by their addresses and by the files themselves.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatFault } from './fault.ts';
import { pictureFiles } from './picture-files.ts';
import { checkPictures, type FileKind } from './pictures.ts';
import { build } from './sample.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'pictures-'));
  mkdirSync(join(dir, 'images/sub'), { recursive: true });
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';
  const files: Record<string, string | Buffer> = {
    'beside.png': PNG,
    'images/cat.png': PNG,
    'images/sub/a b.png': PNG,
    'images/a#b.png': PNG,
    'images/100%.png': PNG,
    'images/what?.png': PNG,
    'images/ä.png': PNG,
    'images/draw.svg': `<?xml version="1.0"?>\n${svg}`,
    'images/bare.svg': '<svg viewBox="0 0 1 1"/>',
    'images/empty.png': '',
    'images/text.png': 'not a picture',
    'images/lfs.png': 'version https://git-lfs.github.com/spec/v1\n',
    'images/photo.heic': '\0\0\0 ftypheic',
    'images/.hidden.png': PNG,
    'images/film.mp4': 'film',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  symlinkSync('cat.png', join(dir, 'images/link.png'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function check(html: string): string[] {
  const faults: string[] = [];
  const look = pictureFiles(dir, () => {});
  checkPictures(html, 1, look, (line, what, fix) => faults.push(formatFault({ file: 'a', line, what, fix })));
  return faults;
}
const fault = (name: string) => check(`<img src="${name}">`).join(' ');

test.each([
  'images/cat.png',
  './images/cat.png',
  ' images/cat.png ',
  'images/sub/a%20b.png',
  'images/sub/a b.png',
  'images/sub/../cat.png',
  'images/100%25.png',
  'images/ä.png',
  'images/%C3%A4.png',
  'images/cat.png?v=2',
  'images/draw.svg#part',
  'data:image/gif;base64,R0lGODlhAQABAAAAACw=',
])('is shown: %s', (name) => expect(fault(name)).toBe(''));

test.each([
  ['', /no address of a picture.*write images\/NAME/],
  ['#x', /no address of a picture/],
  ['images/none.png', /there is no file images\/none.png; put it in images\//],
  ['images/cta.png', /there is no file images\/cta.png; write images\/cat.png/],
  ['images/Cat.png', /other capital letters than the file; write images\/cat.png/],
  ['Images/cat.png', /other capital letters than the file; write images\/cat.png|not in images/],
  ['cat.png', /there is no file cat.png; put it in images/],
  ['beside.png', /beside.png is not in images\/.*move it there and write images\/beside.png/],
  ['images/beside.png', /there is no file images\/beside.png; move beside.png to images\//],
  ['../images/cat.png', /^$/],
  ['../pictures/cat.png', /there is no file pictures\/cat.png/],
  ['/images/cat.png', /begins with a slash; write images\/cat.png/],
  ['\\images\\cat.png', /begins with a slash/],
  ['https://example.com/x.png', /is on another machine; put it in images\//],
  ['HTTP://example.com/x.png', /is on another machine/],
  ['//example.com/x.png', /is on another machine/],
  ['https:images/cat.png', /is on another machine|begins with https:/],
  ['file:///images/cat.png', /begins with file:/],
  ['ftp://example.com/x.png', /begins with ftp:/],
  ['images/a#b.png', /no page gets images\/a#b.png; rename it without # and \?/],
  ['images/a%23b.png', /no page gets images\/a#b.png; rename it/],
  ['images/what?.png', /no page gets images\/what\?.png; rename it/],
  ['images/what%3F.png', /no page gets images\/what\?.png; rename it/],
  ['images%2Fcat.png', /escapes letters that stand for themselves; write images\/cat.png/],
  ['images/100%.png', /a % that escapes no letter; write %25/],
  ['images/a%2523b.png', /there is no file images\/a%23b.png/],
  ['images/', /is not a file|no file/],
  ['images/sub', /is not a file/],
  ['images/empty.png', /is empty/],
  ['images/text.png', /is not a picture inside/],
  ['images/lfs.png', /git lfs pull/],
  ['images/photo.heic', /browsers draw no file called/],
  ['images/film.mp4', /browsers draw no file called/],
  ['images/bare.svg', /draws nothing without its xmlns/],
  ['images/.hidden.png', /hidden file/],
  ['images/link.png', /is a link.*copy the file itself to images\/link.png/],
  ['images/cat.png/x', /no file/],
])('is a fault: %j', (name, told) => expect(fault(name)).toMatch(told));

test('every element and attribute that loads something is looked at, with its line', () => {
  const html = `<video
  src="images/none.mp4"
  poster="images/none.png"><source src="images/no.webm"></video>
<picture><source srcset="images/no1.webp 1x, images/no2.webp 2x"><img src="images/cat.png"></picture>
<img data-src="images/no3.png"><img alt="nothing">
<svg><image xlink:href="images/no4.png"/><use href="#in-here"/></svg>
<p style="background: url( 'images/no5.png' ), url(&quot;images/no6.png&quot;)">a</p>
<style>
a { mask: url(#m); /* url(no) */ background: url(images/no7.png) }
@import "https://example.com/a.css";
</style>
<object data="images/cat.png"></object><iframe src="https://example.com"></iframe>
<table background="images/no8.png"></table><template><img src="images/no9.png"></template>
<a href="https://example.com">elsewhere</a><script src="images/a.js"></script><video src="data:video/mp4,x"></video>`;
  expect(check(html).map((line) => line.split(';')[0])).toEqual([
    'a:2: there is no file images/none.mp4',
    'a:3: there is no file images/none.png',
    'a:3: there is no file images/no.webm',
    'a:4: there is no file images/no1.webp',
    'a:4: there is no file images/no2.webp',
    'a:5: there is no file images/no3.png',
    'a:5: this <img> has no src',
    'a:6: there is no file images/no4.png',
    'a:7: there is no file images/no5.png',
    'a:7: there is no file images/no6.png',
    'a:9: there is no file images/no7.png',
    'a:10: the file https://example.com/a.css is on another machine',
    'a:12: no page shows <object>',
    'a:12: the file https://example.com is on another machine',
    'a:13: there is no file images/no8.png',
    'a:13: there is no file images/no9.png',
    'a:14: no page runs a <script> of a slide',
    'a:14: no page loads data:video/mp4,x… here',
  ]);
});

test('Markdown’s own pictures, references, comments and notes are looked at, too', async () => {
  const { faults } = await build(
    '![a](images/cat.png)\n![b](images/b.png)\n\n![c][c]\n\n[c]: images/c.png\n\n' +
      '- d\n  - ![e](images/e.png) <!-- .element: class="fragment" -->\n\n' +
      '<!-- .slide: data-background-image="images/f.png" data-background-color="red" -->\n\n' +
      '![g](images/a b.png)\n\n![h][none]\n\n`![i](no)` <img src="https://example.com/j.png">\n\nNote:\n![k](k.png)',
  );
  expect(faults.map((line) => line.split(';')[0])).toEqual([
    'slides/01.md:2: no file images/b.png',
    'slides/01.md:4: no file images/c.png',
    'slides/01.md:9: no file images/e.png',
    'slides/01.md:11: no file images/f.png',
    'slides/01.md:13: Markdown takes this picture for text',
    'slides/01.md:15: Markdown takes this picture for text',
    'slides/01.md:17: the image https://example.com/j.png is on another machine',
    'slides/01.md:20: no file k.png',
  ]);
});

test('a file that is looked at is told, so that adding it is a change of the deck', () => {
  const told: string[] = [];
  pictureFiles(dir, (file) => told.push(file))('images/none.png', 'picture' satisfies FileKind);
  expect(told).toEqual([join(dir, 'images/none.png')]);
});
