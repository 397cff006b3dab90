// Highlights of code on a slide: lines chosen by number or by their words, one highlight after the other.

import type { Span } from '../../talk/rust-item.ts';
import type { Fence, SlideScope } from './fences/fence.ts';

/** Lines of the code, 1-based, that are highlighted together. */
export type Highlight = Span[];

/** The highlights from a fence's options `lines` and `at`, in order. Reports lines and words not in the code. */
export function readHighlights(
  fence: Fence,
  code: readonly string[],
  scope: Pick<SlideScope, 'report'>,
): Highlight[] {
  const lines = fence.options.get('lines');
  const at = fence.options.get('at');
  if (lines !== undefined && at !== undefined) {
    scope.report(fence.line, 'both lines and at', 'keep at, which follows the code when it moves');
  }
  if (at !== undefined) return byWords(at, fence, code, scope);
  return lines === undefined ? [] : byNumbers(lines, fence, code.length, scope);
}

/** `3-5,9|12` is two highlights: lines 3 to 5 and 9, then line 12. */
function byNumbers(text: string, fence: Fence, count: number, scope: Pick<SlideScope, 'report'>) {
  return text.split('|').map((part) =>
    part.split(',').flatMap((range) => {
      const match = /^(\d+)(?:-(\d+))?$/.exec(range.trim());
      const from = Number(match?.[1]);
      const to = Number(match?.[2] ?? match?.[1]);
      if (match && from >= 1 && from <= to && to <= count) return [{ from, to }];
      scope.report(
        fence.line,
        `cannot highlight lines "${range}"`,
        `the code has lines 1 to ${count}; write 3, 3-5 or 3-5|8`,
      );
      return [];
    }),
  );
}

/** `let a .. }|let b` is two highlights: from the line with `let a` to the next with `}`, then the one with `let b`. */
function byWords(text: string, fence: Fence, code: readonly string[], scope: Pick<SlideScope, 'report'>) {
  return text.split('|').map((part): Highlight => {
    const [first, last] = part.split(' .. ').map((words) => words.trim());
    const starts = code.flatMap((line, index) => (line.includes(first!) ? [index] : []));
    if (starts.length !== 1) {
      const what = starts.length === 0 ? 'no line' : `${starts.length} lines`;
      scope.report(fence.line, `the code has ${what} with "${first}"`, 'write words that only one line has');
      return [];
    }
    const from = starts[0]!;
    const to = last === undefined ? from : lineAfter(code, from, last);
    if (to >= 0) return [{ from: from + 1, to: to + 1 }];
    scope.report(
      fence.line,
      `after "${first}" the code has no line with "${last}"`,
      'write words of its last line',
    );
    return [];
  });
}

/** The next line that has only these words; if there is none, the next line that contains them. */
function lineAfter(code: readonly string[], from: number, words: string): number {
  const whole = code.findIndex((line, index) => index > from && line.trim() === words);
  return whole >= 0 ? whole : code.findIndex((line, index) => index > from && line.includes(words));
}

/**
 * HTML of the highlight bars for a line. The first highlight is visible from the start; each later one is a fragment
 * that replaces the one before, by reveal's own fragment classes alone, so that going back works too.
 * @param marks one function per highlight: whether a line belongs to it.
 */
export function highlightBars<Line>(
  marks: readonly ((line: Line) => boolean)[],
  scope: Pick<SlideScope, 'nextFragment'>,
): (line: Line) => string {
  const first = marks.length > 1 ? scope.nextFragment() : 0;
  const bars = marks.map((_, index) => {
    if (marks.length === 1) return '<span class="code-bar"></span>';
    const last = index === marks.length - 1;
    const kind = index === 0 ? ' fade-out' : last ? '' : ' current-visible';
    const at = index < 2 ? first : scope.nextFragment();
    return `<span class="code-bar fragment${kind}" data-fragment-index="${at}"></span>`;
  });
  return (line) => marks.map((marked, index) => (marked(line) ? bars[index] : '')).join('');
}

export function covers(highlight: Highlight, line: number): boolean {
  return highlight.some(({ from, to }) => from <= line && line <= to);
}
