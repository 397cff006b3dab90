// Code in two inks, for every language that shiki knows: keywords and comments are dimmer than the rest.
import type { HighlighterCore, ThemeRegistration } from 'shiki/core';
import { bundledLanguages, bundledLanguagesInfo } from 'shiki/langs';
import { escapeText } from './html.ts';

/** Part of a line in one ink; without `ink` it has the slide's own colour. */
export type Piece = { text: string; ink?: 'keyword' | 'comment' };

/** Names of languages that a fence may begin with, `text` first; aliases such as `rs` too. */
export const LANGUAGES: readonly string[] = ['text', ...Object.keys(bundledLanguages)];

/** Colours that never reach a page; they only identify the pieces. */
const KEYWORD = '#000001';
const COMMENT = '#000002';

const THEME: ThemeRegistration = {
  name: 'inks',
  fg: '#000000',
  bg: '#ffffff',
  settings: [
    {
      scope: ['keyword', 'storage', 'constant.language', 'variable.language'],
      settings: { foreground: KEYWORD },
    },
    { scope: ['comment'], settings: { foreground: COMMENT } },
  ],
};

/** A word; grammars also count operators as keywords, such as `->`, and the dot of `self.`. */
const WORD = /([#@-]?[\p{L}_][\p{L}\p{N}_]*!?)/u;

let highlighter: Promise<HighlighterCore> | undefined;

/** Lines of code, cut into pieces. Loads a language's grammar when it is first needed. */
export async function inkLines(lines: readonly string[], language: string): Promise<Piece[][]> {
  const grammar = bundledLanguages[language as keyof typeof bundledLanguages];
  if (!grammar) return lines.map((text) => [{ text }]);
  highlighter ??= openHighlighter();
  const { loadLanguage, codeToTokensBase } = await highlighter;
  await loadLanguage(grammar);
  // No time limit: on a busy machine a line could lose its inks.
  const options = { lang: language, theme: 'inks', tokenizeTimeLimit: 0 };
  return codeToTokensBase(lines.join('\n'), options).map((line) =>
    line.flatMap(({ content, color }) => toPieces(content, color)),
  );
}

/** HTML of pieces; the colours of its classes are in theme/code.css. */
export function formatPieces(pieces: readonly Piece[]): string {
  return pieces
    .map(({ text, ink }) =>
      ink === undefined ? escapeText(text) : `<span class="code-${ink}">${escapeText(text)}</span>`,
    )
    .join('');
}

/** The part of a line between two columns, counted from 0; `to` is exclusive. */
export function cutPieces(pieces: readonly Piece[], from: number, to = Number.POSITIVE_INFINITY): Piece[] {
  let start = 0;
  return pieces.flatMap((piece) => {
    const text = piece.text.slice(Math.max(0, from - start), Math.max(0, to - start));
    start += piece.text.length;
    return text === '' ? [] : [{ ...piece, text }];
  });
}

/** The language of a file, from its extension: `rs` for `main.rs`. */
export function languageOf(file: string): string {
  const extension = file.split('.').at(-1)!;
  return LANGUAGES.includes(extension) ? extension : 'text';
}

/** The language's full name: `C++` for `cpp`. */
export function languageName(language: string): string {
  const named = bundledLanguagesInfo.find(
    ({ id, aliases }) => id === language || aliases?.includes(language),
  );
  return named?.name ?? language;
}

async function openHighlighter(): Promise<HighlighterCore> {
  const [{ createHighlighterCore }, { createOnigurumaEngine }] = await Promise.all([
    import('shiki/core'),
    import('shiki/engine/oniguruma'),
  ]);
  const engine = createOnigurumaEngine(import('shiki/wasm'));
  return createHighlighterCore({ themes: [THEME], langs: [], engine });
}

function toPieces(text: string, colour: string | undefined): Piece[] {
  if (colour === COMMENT) return spaced(text, 'comment');
  if (colour !== KEYWORD) return [{ text }];
  return text
    .split(WORD)
    .flatMap((part, index) =>
      part === '' ? [] : index % 2 === 1 ? [{ text: part, ink: 'keyword' }] : [{ text: part }],
    );
}

/** Grammars disagree on whether the space before a comment is part of it; here it never is. */
function spaced(text: string, ink: 'comment'): Piece[] {
  const words = text.trimStart();
  const space = text.slice(0, text.length - words.length);
  return [...(space === '' ? [] : [{ text: space }]), ...(words === '' ? [] : [{ text: words, ink }])];
}
