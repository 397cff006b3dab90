// Lines of code as HTML, each in a box of its own with its highlights. Knows no fence and no file.
import { formatAttributes } from './html.ts';
import { formatPieces, inkLines } from './inks.ts';

export type CodeLines = {
  /** One of LANGUAGES. */
  language: string;
  lines: readonly string[];
  /** HTML of the bars behind a line, 1-based. */
  bar(line: number): string;
  /** Gives each line an id made of its words, so that reveal moves it to where it stands on the next slide. */
  morph: boolean;
};

export async function renderCode({ language, lines, bar, morph }: CodeLines): Promise<string> {
  const inked = await inkLines(lines, language);
  const seen = new Map<string, number>();
  const rendered = lines.map((line, index) => {
    const id = morph && line.trim() !== '' ? lineId(line, seen) : undefined;
    const attributes = formatAttributes([
      ['class', 'code-line'],
      ...(id === undefined ? [] : [['data-id', id] as [string, string]]),
    ]);
    return `<span${attributes}>${bar(index + 1)}${formatPieces(inked[index]!)}\n</span>`;
  });
  const attributes = formatAttributes([
    ['class', 'code'],
    ['data-language', language],
  ]);
  return `<pre${attributes}><code>${rendered.join('')}</code></pre>`;
}

/** The line itself, for its indentation is what tells one brace from another; the second time they come, with a number. */
function lineId(words: string, seen: Map<string, number>): string {
  const count = (seen.get(words) ?? 0) + 1;
  seen.set(words, count);
  return count === 1 ? words : `${words} ${count}`;
}
