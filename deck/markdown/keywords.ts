// Splits a line of code into keywords, comments, strings and the rest, for two inks. Not a parser: one line at a time.
import { escapeText } from './html.ts';

/** How one language is read. */
export type Language = { keywords: ReadonlySet<string>; comment: RegExp | undefined };

const words = (text: string) => new Set(text.split(' '));
const slashes = /^\/\/.*/;
const hash = /^#.*/;

const rust: Language = {
  keywords: words(
    'as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod ' +
      'move mut pub ref return self Self static struct super trait true type unsafe use where while',
  ),
  comment: slashes,
};
const c: Language = {
  keywords: words(
    'break case char const continue default do double else enum extern float for goto if inline int long return ' +
      'short signed sizeof static struct switch typedef union unsigned void volatile while',
  ),
  comment: slashes,
};
const sh: Language = {
  keywords: words('case do done elif else esac fi for function if in then until while'),
  comment: hash,
};
const text: Language = { keywords: new Set(), comment: undefined };

/** The languages that a code fence may name. */
export const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ['rust', rust],
  ['c', c],
  ['sh', sh],
  ['toml', { keywords: new Set<string>(), comment: hash }],
  ['text', text],
]);

const STRING = /^"(?:[^"\\]|\\.)*"/;
const WORD = /^[A-Za-z_]\w*/;

/** HTML of one line: keywords in `<b>`, comments in `<i>`, all else as it is. */
export function markLine(line: string, language: Language): string {
  let out = '';
  let plain = '';
  let rest = line;
  const flush = () => {
    out += escapeText(plain);
    plain = '';
  };
  while (rest !== '') {
    const comment = language.comment?.exec(rest)?.[0];
    const string = comment === undefined ? STRING.exec(rest)?.[0] : undefined;
    const word = WORD.exec(rest)?.[0];
    // A # begins a shell comment only at the start of a word, and in TOML and Rust attributes never reach here.
    const starts =
      comment !== undefined && (language.comment !== hash || /(^|\s)$/.test(line.slice(0, -rest.length)));
    if (comment !== undefined && starts) {
      flush();
      out += `<i>${escapeText(comment)}</i>`;
      rest = '';
    } else if (word !== undefined && language.keywords.has(word)) {
      flush();
      out += `<b>${word}</b>`;
      rest = rest.slice(word.length);
    } else {
      const taken = string ?? word ?? rest[0]!;
      plain += taken;
      rest = rest.slice(taken.length);
    }
  }
  flush();
  return out;
}
