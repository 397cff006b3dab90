// ```verdict demo=… pane=…``` becomes <deck-verdict>: the verifier's last verdict in that pane, explained.
import { oneOf } from '../fault.ts';
import { formatAttributes } from '../html.ts';
import { type FenceKind, findDemo } from './fence.ts';

export const verdictFence: FenceKind = {
  names: ['verdict'],
  options: { demo: 'required', pane: 'required' },
  body: 'empty',
  loads: ['verifier/verdict.ts'],
  render(fence, scope) {
    const demo = findDemo(fence, scope);
    if (!demo) return '';
    const pane = fence.options.get('pane')!;
    // The block reads the output of the terminal on its slide, live or recorded.
    const panes = scope.terminals.filter((other) => other.demo === demo.id).map((other) => other.pane);
    if (!panes.includes(pane)) {
      const add = `put a fence "terminal demo=${demo.id} pane=${pane}" above it`;
      scope.report(
        fence.line,
        `pane ${pane} of ${demo.id} is not above the verdict`,
        panes.length > 0 ? `${oneOf(panes)}, or ${add}` : add,
      );
      return '';
    }
    const attributes = formatAttributes([
      ['demo', demo.id],
      ['pane', pane],
    ]);
    return `<deck-verdict${attributes}></deck-verdict>`;
  },
};
