// Finds the pictures, films and sounds of a slide that no page would show, each with its line.
import type { Report } from './fault.ts';
import { isNotes, NOTES_FIX } from './note-mark.ts';
import { elementsIn, type RawElement } from './raw-html.ts';

/** Why no page shows a file of the talk, and what to do. */
export type PictureFault = { what: string; fix: string };

/**
 * Looks at a file of the talk, named as in an address, decoded: `images/a cat.png`.
 * @returns undefined when every page shows it as this kind.
 */
export type LookAtFile = (name: string, kind: FileKind) => PictureFault | undefined;

/** `any`: a page in a frame, or a font in CSS. */
export type FileKind = 'picture' | 'media' | 'any';

/** Attributes that make a browser load a file, by their element; `*` for any element. */
const LOADING: Record<string, readonly [attribute: string, kind: FileKind][]> = {
  img: [['src', 'picture']],
  image: [
    ['href', 'picture'],
    ['xlink:href', 'picture'],
    ['src', 'picture'],
  ],
  feimage: [
    ['href', 'picture'],
    ['xlink:href', 'picture'],
  ],
  use: [
    ['href', 'picture'],
    ['xlink:href', 'picture'],
  ],
  input: [['src', 'picture']],
  video: [
    ['src', 'media'],
    ['poster', 'picture'],
  ],
  audio: [['src', 'media']],
  source: [['src', 'media']],
  track: [['src', 'any']],
  iframe: [['src', 'any']],
  link: [['href', 'any']],
  '*': [
    ['background', 'picture'],
    ['data-background-video', 'media'],
    ['data-background-iframe', 'any'],
    ['data-preview-image', 'picture'],
    ['data-preview-video', 'media'],
  ],
};

/** Reports what a piece of HTML, at `line` of its file, loads and no page shows. */
export function checkPictures(html: string, line: number, look: LookAtFile, report: Report): void {
  for (const element of elementsIn(html, line)) checkElement(element, look, report);
}

/** Reports an element that other programs show to the speaker alone, and this deck to everybody. */
export function checkForNotes(html: string, line: number, report: Report): void {
  for (const { tag, attributes, lineOf } of elementsIn(html, line))
    if (isNotes(tag, attributes)) report(lineOf(), `this <${tag}> looks like notes, but is none`, NOTES_FIX);
}

function checkElement({ tag, attributes, css, lineOf }: RawElement, look: LookAtFile, report: Report): void {
  const check = (address: string, kind: FileKind, line: number) => {
    const fault = faultOf(address, kind, look);
    if (fault) report(line, fault.what, fault.fix);
  };
  if (tag === 'object' || tag === 'embed')
    report(lineOf(), `no page shows <${tag}>`, 'use <img>, <video> or <iframe>');
  if (tag === 'script') report(lineOf(), 'no page runs a <script> of a slide', 'leave it out');
  for (const [name, kind] of [...(LOADING[tag] ?? []), ...LOADING['*']!]) {
    // reveal loads what stands in data-src when the slide comes near.
    for (const attribute of [name, ...(name === 'src' ? ['data-src'] : [])]) {
      const address = attributes.get(attribute);
      if (address === undefined) continue;
      // A place in the page itself.
      if (address.startsWith('#') && tag !== 'img') continue;
      const parts = /^data-background-/.test(attribute) ? address.split(',') : [address];
      for (const part of parts) check(part, kind, lineOf(attribute));
    }
  }
  for (const attribute of ['srcset', 'data-srcset'])
    for (const address of candidates(attributes.get(attribute) ?? ''))
      check(address, 'picture', lineOf(attribute));
  const image = attributes.get('data-background-image');
  if (image && !/^\s*data:/.test(image))
    // reveal decodes and encodes it again.
    for (const part of image.split(','))
      check(encodeURI(decode(part, decodeURI) ?? part), 'picture', lineOf('data-background-image'));
  const background = attributes.get('data-background') ?? '';
  if (/^(?:https?:|file:|\/\/)|\.(?:svg|png|jpe?g|gif|bmp|webp)(?:[?#\s]|$)/i.test(background))
    check(background, 'picture', lineOf('data-background'));
  if (tag === 'img' && !['src', 'data-src', 'srcset', 'data-srcset'].some((name) => attributes.has(name)))
    report(lineOf(), 'this <img> has no src', 'write src="images/NAME"');
  for (const { address, kind } of addressesIn(attributes.get('style') ?? ''))
    check(address, kind, lineOf('style'));
  for (const { address, kind, line } of addressesIn(css)) check(address, kind, lineOf() + line);
}

/** The addresses in a srcset: `a.png 1x, b.png 2x`. */
function candidates(srcset: string): string[] {
  return srcset
    .split(/,\s+|,$/)
    .map((candidate) => candidate.trim().split(/\s+/)[0]!)
    .filter((address) => address !== '');
}

const CSS_ADDRESS =
  /(@import\s+|(?:-webkit-)?image-set\(\s*)?(?:url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s"']+))\s*\)|(?<=@import\s+|image-set\([^)]*)(?:"([^"]*)"|'([^']*)'))/gi;

/** Addresses in CSS with their lines, 0-based; an address that begins with # is a place in the page itself. */
function addressesIn(css: string): { address: string; kind: FileKind; line: number }[] {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  return [...plain.matchAll(CSS_ADDRESS)]
    .map((found) => ({
      address: found.slice(2).find((part) => part !== undefined) ?? '',
      kind: (/^@import/i.test(found[0]) || inFontFace(plain, found.index) ? 'any' : 'picture') as FileKind,
      line: plain.slice(0, found.index).split('\n').length - 1,
    }))
    .filter(({ address }) => !address.startsWith('#'));
}

function inFontFace(css: string, at: number): boolean {
  return /@font-face\s*\{[^}]*$/i.test(css.slice(0, at));
}

/** Stands for wherever the deck is served; browsers resolve addresses against the page's own. */
const PAGE = 'http://deck.invalid/';

function faultOf(address: string, kind: FileKind, look: LookAtFile): PictureFault | undefined {
  const shown = address.trim().length > 80 ? `${address.trim().slice(0, 80)}…` : address.trim();
  const write = 'put it in images/ beside the slides and write images/NAME';
  if (shown === '' || shown.startsWith('#'))
    return { what: `there is no address of a picture in "${shown}"`, fix: 'write images/NAME' };
  if (/^data:/i.test(shown)) {
    if (kind === 'picture') return undefined;
    return { what: `no page loads ${shown.slice(0, 20)}… here`, fix: write };
  }
  const url = URL.canParse(address, PAGE) ? new URL(address, PAGE) : undefined;
  if (!url) return { what: `${shown} is not an address`, fix: write };
  if (/^https?:$/.test(url.protocol) && url.host !== new URL(PAGE).host)
    return {
      what: `the ${kind === 'picture' ? 'image' : 'file'} ${shown} is on another machine`,
      fix: `${write}; the deck loads nothing from the network`,
    };
  if (url.protocol !== new URL(PAGE).protocol)
    return { what: `no page shows ${shown}: an address that begins with ${url.protocol}`, fix: write };
  const name = decode(url.pathname.slice(1));
  if (name === undefined)
    return { what: `${shown} has a % that escapes no letter`, fix: 'write %25 for a % in a name' };
  if (/^\s*[/\\]/.test(address)) {
    const fix = `write ${/^images\//.test(name) ? name : 'images/NAME'}: the deck may be served below another folder`;
    return { what: `${shown} begins with a slash`, fix };
  }
  // `images/a#b.png` asks for `images/a`, and file servers don't find an escaped # or ?.
  const literal = address.trim().replace(/^\.\//, '');
  const named = [name, literal].find((each) => /[#?]/.test(each) && !look(each, kind));
  if (named !== undefined) return { what: `no page gets ${named}`, fix: 'rename it without # and ?' };
  const fault = look(name, kind);
  if (fault || decode(url.pathname.slice(1), decodeURI) === name) return fault;
  return { what: `${shown} escapes letters that stand for themselves`, fix: `write ${encodeURI(name)}` };
}

function decode(text: string, way = decodeURIComponent): string | undefined {
  try {
    return way(text);
  } catch {
    return undefined;
  }
}
