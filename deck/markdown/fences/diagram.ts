// ```diagram name=…``` puts theme/diagrams/NAME.svg inline, so that it takes the theme's colours.
// With `here=PLACE` it shows the complete drawing, without fragments, and marks that place.
import { oneOf } from '../fault.ts';
import { addAttributes, formatAttributes } from '../html.ts';
import { checkPictures } from '../pictures.ts';
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
    const told = (_: number, what: string, fix: string) =>
      scope.report(fence.line, `diagram "${name}": ${what}`, fix);
    checkPictures(inline, fence.line, scope.look, told);
    const alt = (fence.options.get('alt') ?? nameOf(inline)).trim();
    if (!alt) {
      const fix = `write alt="…" here, or begin ${scope.folder}/theme/diagrams/${name}.svg with <title> and <desc>`;
      scope.report(fence.line, `diagram "${name}" has no description for screen readers`, fix);
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
    // A fragment that is already visible would be a press of Next that does nothing.
    const still = drawing.replaceAll('class="fragment"', 'data-shown=""');
    return `<div${formatAttributes([
      ['class', 'diagram'],
      ['data-here', here],
    ])}>${still}</div>`;
  },
};

const NAMES = /\s*<(title|desc)(?:\s[^>]*)?>([\s\S]*?)<\/\1>/g;

/** The drawing's own label: its `aria-label`, or the words of its `<title>` and `<desc>`. */
function nameOf(svg: string): string {
  const label = /^<svg[^>]*\saria-label="([^"]*)"/.exec(svg)?.[1];
  const first = (tag: string) => [...svg.matchAll(NAMES)].find((found) => found[1] === tag)?.[2]?.trim();
  const words = label ?? [first('title'), first('desc')].filter(Boolean).join(': ');
  return plain(words.replace(/\s+/g, ' '));
}

/** Replaces the five entities of XML with their characters. */
function plain(text: string): string {
  const signs: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => signs[name]!);
}
