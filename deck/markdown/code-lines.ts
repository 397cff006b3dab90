// Lines of code as HTML, each in its own element with its highlights.
import { formatAttributes } from './html.ts';
import { formatPieces, inkLines } from './inks.ts';

export type CodeLines = {
  /** One of LANGUAGES. */
  language: string;
  lines: readonly string[];
  /** HTML of the highlight bars behind a line, 1-based. */
  bar(line: number): string;
  /** Gives each line an id made of its words, so that reveal moves it to its place on the next slide. */
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

/** The line with its indentation, which distinguishes braces; with a number from its second occurrence on. */
function lineId(words: string, seen: Map<string, number>): string {
  const count = (seen.get(words) ?? 0) + 1;
  seen.set(words, count);
  return count === 1 ? words : `${words} ${count}`;
}
