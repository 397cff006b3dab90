// Code in two inks: what is dimmed, in which language.
import { describe, expect, it } from 'vitest';
import { cutPieces, formatPieces, inkLines, languageName, type Piece } from './inks.ts';

/** Words of code that are keywords, one line each. */
async function keywords(language: string, ...lines: string[]): Promise<string[]> {
  const inked = await inkLines(lines, language);
  return inked.map((line) => wordsIn(line, 'keyword').join(' '));
}

function wordsIn(pieces: Piece[], ink: Piece['ink']): string[] {
  return pieces.filter((piece) => piece.ink === ink).map(({ text }) => text);
}

describe('a language that shiki knows', () => {
  it.each([
    ['python', 'def f(x: int): return not x  # yes', 'def return not'],
    ['ts', 'export const a = typeof b; // yes', 'export const typeof'],
    ['sql', 'SELECT a FROM b WHERE c = 1; -- yes', 'SELECT FROM WHERE'],
    ['yaml', 'a: true # yes', 'true'],
    ['go', 'func f() { return nil } // yes', 'func return nil'],
    ['nix', 'let a = 1; in a # yes', 'let in'],
  ])('has its keywords and comments: %s', async (language, line, expected) => {
    expect(await keywords(language, line)).toEqual([expected]);
    const [pieces] = await inkLines([line], language);
    expect(wordsIn(pieces!, 'comment').join('')).toMatch(/^(#|\/\/|--) yes$/);
  });

  it('keeps operators and strings in the normal ink', async () => {
    expect(await keywords('rust', 'self.a -> &mut b', 'let c = "if // d";', 'e.await?')).toEqual([
      'self mut',
      'let',
      'await',
    ]);
  });

  it('is read as a whole: a comment may span lines', async () => {
    const inked = await inkLines(['let a; /* let', '', 'let */ let b;'], 'rust');
    expect(inked.map((line) => wordsIn(line, 'comment').join(''))).toEqual(['/* let', '', 'let */']);
    expect(inked.map((line) => wordsIn(line, 'keyword').join(''))).toEqual(['let', '', 'let']);
  });

  it.each('c cpp java kotlin swift ruby php html css json toml bash docker zig text'.split(' '))(
    'keeps every character: %s',
    async (language) => {
      const lines = ['if a < b // c', '', '  # "d"'];
      const inked = await inkLines(lines, language);
      expect(inked.map((line) => line.map(({ text }) => text).join(''))).toEqual(lines);
    },
  );

  it('has a name', () => {
    expect(['c', 'rs', 'sh', 'text'].map(languageName)).toEqual(['C', 'Rust', 'Shell', 'text']);
  });
});

it('pieces are cut at columns and escaped', async () => {
  const [pieces] = await inkLines(['let a = &b < 12;'], 'rust');
  expect(formatPieces(cutPieces(pieces!, 1, 10))).toBe('<span class="code-keyword">et</span> a = &amp;b');
  expect(formatPieces(cutPieces(pieces!, 13))).toBe('12;');
});
