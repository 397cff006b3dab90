// ```diagram name=…``` puts theme/diagrams/NAME.svg inline, so that it takes the theme's colours. Draws nothing.
import { oneOf } from './fault.ts';
import type { FenceKind } from './fence.ts';

export const diagramFence: FenceKind = {
  names: ['diagram'],
  options: { name: 'required' },
  body: 'empty',
  render(fence, scope) {
    const name = fence.options.get('name')!;
    const svg = /^[a-z][a-z0-9-]*$/.test(name) ? scope.diagrams.read(name) : undefined;
    if (svg === undefined) {
      const mend = `${oneOf(scope.diagrams.names())}, or draw ${scope.folder}/theme/diagrams/${name}.svg`;
      scope.report(fence.line, `there is no diagram "${name}"`, mend);
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
    return `<div class="diagram">${inline}</div>`;
  },
};
