// ```diagram name=…``` puts theme/diagrams/NAME.svg inline, so that it takes the theme's colours. Draws nothing.
// With `here=PLACE` the drawing comes back whole, without its steps, and with that place of it marked.
import { oneOf } from '../fault.ts';
import { addAttributes, formatAttributes } from '../html.ts';
import type { FenceKind } from './fence.ts';

export const diagramFence: FenceKind = {
  names: ['diagram'],
  options: { name: 'required', alt: 'optional', here: 'optional' },
  body: 'empty',
  render(fence, scope) {
    const name = fence.options.get('name')!;
    const svg = /^[a-z][a-z0-9-]*$/.test(name) ? scope.diagrams.read(name) : undefined;
    if (svg === undefined) {
      const fix = `${oneOf(scope.diagrams.names())}, or draw ${scope.folder}/theme/diagrams/${name}.svg`;
      scope.report(fence.line, `there is no diagram "${name}"`, fix);
      return '';
    }
    const inline = svg
      .replace(/<\?xml[\s\S]*?\?>/, '')
      .replace(/<!DOCTYPE[^>]*>/i, '')
      .replace(/<!--[\s\S]*?-->/g, '')
      .trim();
    if (!inline.startsWith('<svg')) {
      scope.report(
        fence.line,
        `${scope.folder}/theme/diagrams/${name}.svg is not an SVG`,
        'begin it with <svg',
      );
      return '';
    }
    const alt = (fence.options.get('alt') ?? nameOf(inline)).trim();
    if (!alt) {
      const fix = `write alt="…" here, or <title> and <desc> first in ${scope.folder}/theme/diagrams/${name}.svg`;
      scope.report(fence.line, `diagram "${name}" says nothing to who can't see it`, fix);
    }
    const named = new Map([
      ['role', 'img'],
      ['aria-label', alt],
    ]);
    // The browser would show a <title> as a tooltip over the slide.
    const drawing = addAttributes(inline, named).replace(NAMES, '');
    const here = fence.options.get('here');
    if (here === undefined) return `<div class="diagram">${drawing}</div>`;
    const places = [...drawing.matchAll(/class="d-you ([\w-]+)"/g)].map((found) => found[1]!);
    if (!places.includes(here)) {
      scope.report(fence.line, `diagram "${name}" has no place ${here}`, oneOf(places));
    }
    // A step that shows nothing would be a press of Next that does nothing.
    const still = drawing.replaceAll('class="fragment"', 'data-shown=""');
    return `<div${formatAttributes([
      ['class', 'diagram'],
      ['data-here', here],
    ])}>${still}</div>`;
  },
};

const NAMES = /\s*<(title|desc)(?:\s[^>]*)?>([\s\S]*?)<\/\1>/g;

/** What the drawing says of itself: its `aria-label`, or the words of its own `<title>` and `<desc>`. */
function nameOf(svg: string): string {
  const label = /^<svg[^>]*\saria-label="([^"]*)"/.exec(svg)?.[1];
  const first = (tag: string) => [...svg.matchAll(NAMES)].find((found) => found[1] === tag)?.[2]?.trim();
  const words = label ?? [first('title'), first('desc')].filter(Boolean).join(': ');
  return plain(words.replace(/\s+/g, ' '));
}

/** Text of markup: the five characters that XML writes otherwise. */
function plain(text: string): string {
  const signs: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => signs[name]!);
}
