// ```terminal demo=… pane=…``` becomes <deck-terminal>; only the server knows what runs in the pane.
import { oneOf } from '../fault.ts';
import { formatAttributes } from '../html.ts';
import { type FenceKind, findDemo } from './fence.ts';

export const terminalFence: FenceKind = {
  names: ['terminal'],
  options: { demo: 'required', pane: 'required' },
  body: 'empty',
  render(fence, scope) {
    const demo = findDemo(fence, scope);
    if (!demo) return '';
    const id = fence.options.get('pane')!;
    const pane = demo.panes.find((candidate) => candidate.id === id);
    if (!pane) {
      const ids = demo.panes.map((candidate) => candidate.id);
      scope.report(
        fence.line,
        `demo ${demo.id} has no pane "${id}"`,
        `${oneOf(ids)}, or add it to ${scope.folder}/talk.ts`,
      );
      return '';
    }
    if (scope.terminals.some((other) => other.demo === demo.id && other.pane === id)) {
      scope.report(fence.line, `pane ${id} of ${demo.id} is on this slide twice`, 'remove one of the two');
      return '';
    }
    scope.terminals.push({ demo: demo.id, pane: id, line: fence.line });
    const attributes = formatAttributes([
      ['demo', demo.id],
      ['pane', pane.id],
      ['cols', String(pane.cols)],
      ['rows', String(pane.rows)],
      ['title', pane.title],
    ]);
    return `<deck-terminal${attributes}></deck-terminal>`;
  },
};
