// Looks at a talk's pictures on disk: whether every page, on any system, can fetch and draw them.
import { closeSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { similar } from './fault.ts';
import type { FileKind, LookAtFile, PictureFault } from './pictures.ts';

/** The folder of the talk that every page gets. */
const FOLDER = 'images';

/** How a picture's file begins, by its kind; a browser looks at that, and the name gives the type that is sent. */
const SIGNATURES: Record<string, RegExp> = {
  png: /^\x89PNG\r\n\x1a\n/,
  jpeg: /^\xff\xd8\xff/,
  gif: /^GIF8[79]a/,
  webp: /^RIFF[\s\S]{4}WEBP/,
  avif: /^[\s\S]{4}ftyp(?:avif|avis|mif1|miaf)/,
  bmp: /^BM/,
  ico: /^\0\0\x01\0/,
};
const PICTURES = /\.(?:png|jpe?g|gif|webp|avif|bmp|ico)$/i;
const MEDIA = /\.(?:mp4|m4v|webm|og[agv]|mp3|m4a|wav|flac|opus)$/i;
/** How much of a file is read to know its kind, in bytes. */
const HEAD = 4096;

/** Looks at the files below the talk's folder `dir`. @param read is told each file that was looked at. */
export function pictureFiles(dir: string, read: (file: string) => void): LookAtFile {
  return (name, kind) => {
    const file = path.join(dir, name);
    read(file);
    return notFound(dir, name) ?? notShown(file, name, kind);
  };
}

/** Names are compared letter by letter: a disk that takes other cases is not every disk. */
function notFound(dir: string, name: string): PictureFault | undefined {
  const parts = name.split('/');
  const found: string[] = [];
  for (const [index, part] of parts.entries()) {
    const names = listed(path.join(dir, ...found));
    const other = names.find((each) => each.toLowerCase() === part.toLowerCase());
    if (!names.includes(part) && other === undefined) {
      const near = similar(part, names)[0];
      const elsewhere = index === 0 ? undefined : listed(dir).find((each) => each === parts.at(-1));
      const write = (to: string[]) => `write ${addressOf([...found, ...to])}`;
      const fix = near
        ? write([near, ...parts.slice(index + 1)])
        : elsewhere
          ? `move ${elsewhere} to ${FOLDER}/`
          : `put it in ${FOLDER}/, or fix the name`;
      return { what: `there is no file ${name}`, fix };
    }
    found.push(names.includes(part) ? part : other!);
  }
  if (found[0] !== FOLDER || found.length === 1)
    return {
      what: `${name} is not in ${FOLDER}/, and no page gets it`,
      fix: `move it there and write ${addressOf([FOLDER, ...found.slice(-1)])}`,
    };
  if (found.join('/') !== name)
    return {
      what: `${name} is written with other capital letters than the file`,
      fix: `write ${addressOf(found)}`,
    };
  if (found.some((part) => part.startsWith('.')))
    return { what: `${name} is a hidden file, which is not sent`, fix: 'rename it without the leading dot' };
  const link = found.findIndex((_, i) =>
    lstatSync(path.join(dir, ...found.slice(0, i + 1))).isSymbolicLink(),
  );
  if (link < 0) return undefined;
  const linked = found.slice(0, link + 1).join('/');
  return { what: `${linked} is a link, and links are not sent`, fix: `copy the file itself to ${name}` };
}

function notShown(file: string, name: string, kind: FileKind): PictureFault | undefined {
  if (!statSync(file).isFile()) return { what: `${name} is not a file`, fix: 'name a file in it' };
  const head = headOf(file);
  if (head === undefined) return { what: `${name} can't be read`, fix: `chmod a+r ${name}` };
  if (head === '') return { what: `${name} is empty`, fix: 'put the file there again' };
  if (head.startsWith('version https://git-lfs.github.com/'))
    return { what: `${name} is only git-lfs’ note of a file`, fix: 'git lfs pull' };
  if (kind === 'any') return undefined;
  if (kind === 'media')
    return MEDIA.test(name)
      ? undefined
      : { what: `${name} is no film or sound that browsers play`, fix: 'save it as .mp4, .webm or .mp3' };
  if (/\.svg$/i.test(name)) {
    if (!/<svg[\s>]/.test(head)) return { what: `${name} is no SVG`, fix: 'begin it with <svg' };
    // Inside a page it may be left out, in a file of its own nothing is drawn without it.
    if (/<svg\s[^>]*xmlns\s*=\s*["']http:\/\/www\.w3\.org\/2000\/svg["']/.test(head)) return undefined;
    return {
      what: `${name} draws nothing without its xmlns`,
      fix: 'begin it with <svg xmlns="http://www.w3.org/2000/svg"',
    };
  }
  if (!PICTURES.test(name))
    return { what: `browsers draw no file called ${name}`, fix: 'save it as .png, .jpg, .webp or .svg' };
  if (Object.values(SIGNATURES).some((signature) => signature.test(head))) return undefined;
  return { what: `${name} is not a picture inside`, fix: 'save it again as .png, .jpg, .webp or .svg' };
}

function addressOf(parts: string[]): string {
  return encodeURI(parts.join('/'));
}

function listed(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** The file's first bytes, one letter each. */
function headOf(file: string): string | undefined {
  try {
    const handle = openSync(file, 'r');
    const bytes = Buffer.alloc(HEAD);
    const read = readSync(handle, bytes, 0, HEAD, 0);
    closeSync(handle);
    return bytes.subarray(0, read).toString('latin1');
  } catch {
    return undefined;
  }
}
