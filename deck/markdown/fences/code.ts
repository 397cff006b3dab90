// ```rust lines=3-5|8``` and every other language become code with one highlight at a time.
// ```rust src=bpf/… region=NAME``` takes the region NAME from the real source, so that the slide shows what runs.
import { renderCode } from '../code-lines.ts';
import { covers, highlightBars, readHighlights } from '../highlight.ts';
import { LANGUAGES } from '../inks.ts';
import { readRegion } from '../region.ts';
import type { Fence, FenceKind, SlideScope } from './fence.ts';

export const codeFence: FenceKind = {
  names: ['', ...LANGUAGES],
  options: { lines: 'optional', at: 'optional', src: 'optional', region: 'optional', fill: 'optional' },
  body: 'text',
  async render(fence, scope) {
    const lines = readCode(fence, scope);
    if (lines === undefined) return '';
    const highlights = readHighlights(fence, lines, scope);
    const marks = highlights.map((highlight) => (line: number) => covers(highlight, line));
    const bar = highlightBars(marks, scope);
    return renderCode({ language: fence.kind || 'text', lines, bar, morph: scope.morph });
  },
};

/** The code in the fence, or the region of a file that its options name. */
function readCode(fence: Fence, scope: SlideScope): string[] | undefined {
  const src = fence.options.get('src');
  const region = fence.options.get('region');
  const fault = (what: string, fix: string): undefined => {
    scope.report(fence.line, what, fix);
  };
  if (src === undefined && region === undefined) return fence.body.replace(/\n$/, '').split('\n');
  if (src === undefined || region === undefined) {
    return fault('only one of src and region', 'write src=FILE region=NAME');
  }
  if (fence.body.trim() !== '') return fault('both code and src', 'remove the code, or src and region');
  return readRegion({ src, region, fill: fence.options.get('fill') }, fence, scope)?.lines;
}
