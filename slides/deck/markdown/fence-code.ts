// ```rust lines=3-5|8``` and the other languages become code with at most one highlight at a time. Not an editor.
// ```rust src=bpf/… region=NAME``` takes the function NAME from the real source, so that the slide shows what runs.
import type { Fence, FenceKind, SlideScope } from './fence.ts';
import { formatAttributes } from './html.ts';
import { LANGUAGES, markLine } from './keywords.ts';
import { cutFunction } from './rust-item.ts';

/** A highlight: lines of the code, 1-based, as the author counts them inside the fence. */
type Highlight = { from: number; to: number }[];

export const codeFence: FenceKind = {
  names: ['', ...LANGUAGES.keys()],
  options: { lines: 'optional', src: 'optional', region: 'optional' },
  body: 'text',
  render(fence, scope) {
    const language = LANGUAGES.get(fence.kind) ?? LANGUAGES.get('text')!;
    const code = readCode(fence, scope);
    if (code === undefined) return '';
    const lines = code.replace(/\n$/, '').split('\n');
    const bars = highlightBars(readHighlights(fence, lines.length, scope), scope);
    const rendered = lines.map((line, index) => {
      const bar = bars.map((bar) => bar(index + 1)).join('');
      return `<span class="code-line">${bar}${markLine(line, language)}\n</span>`;
    });
    const attributes = formatAttributes([
      ['class', 'code'],
      ['data-language', fence.kind || 'text'],
    ]);
    return `<pre${attributes}><code>${rendered.join('')}</code></pre>`;
  },
};

/** What stands in the fence, or the region of the file that it names. */
function readCode(fence: Fence, scope: SlideScope): string | undefined {
  const src = fence.options.get('src');
  const region = fence.options.get('region');
  const fault = (what: string, mend: string): undefined => {
    scope.report(fence.line, what, mend);
  };
  if (src === undefined && region === undefined) return fence.body;
  if (src === undefined || region === undefined) {
    return fault('src and region belong together', 'write src=FILE region=FUNCTION');
  }
  if (fence.body.trim() !== '') return fault('code beside src', 'remove the code or src and region');
  const source = scope.source(src);
  if (source === undefined) return fault(`there is no file ${src}`, 'name it from the project’s folder');
  const code = cutFunction(source, region);
  return code ?? fault(`${src} has no function ${region}`, 'name one that it has');
}

/** `3-5,9|12` is two highlights shown one after the other: lines 3 to 5 and 9, then line 12. */
function readHighlights(fence: Fence, count: number, scope: SlideScope): Highlight[] {
  const text = fence.options.get('lines');
  if (text === undefined) return [];
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

/**
 * One function a highlight, giving the bar for a line. The first is there from the start, each next one is a
 * fragment that takes its place, with nothing but reveal's own fragment classes, so that going back works too.
 */
function highlightBars(highlights: Highlight[], scope: SlideScope): ((line: number) => string)[] {
  const first = highlights.length > 1 ? scope.nextFragment() : 0;
  return highlights.map((highlight, index) => {
    const last = index === highlights.length - 1;
    let bar = '<span class="code-bar"></span>';
    if (highlights.length > 1) {
      const kind = index === 0 ? ' fade-out' : last ? '' : ' current-visible';
      const at = index < 2 ? first : scope.nextFragment();
      bar = `<span class="code-bar fragment${kind}" data-fragment-index="${at}"></span>`;
    }
    return (line: number) => (highlight.some(({ from, to }) => from <= line && line <= to) ? bar : '');
  });
}
