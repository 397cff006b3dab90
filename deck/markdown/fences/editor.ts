// ```editor demo=… file=…``` becomes <deck-editor>; only the server knows the file's path.
import { oneOf } from '../fault.ts';
import { formatAttributes } from '../html.ts';
import { type Fence, type FenceKind, findDemo, type SlideScope } from './fence.ts';

/** The fewest rows: an edit with a line above and below it. */
const FEWEST_ROWS = 3;

export const editorFence: FenceKind = {
  names: ['editor'],
  options: { demo: 'required', file: 'required', rows: 'optional' },
  body: 'empty',
  render(fence, scope) {
    const demo = findDemo(fence, scope);
    if (!demo) return '';
    const id = fence.options.get('file')!;
    const file = demo.files.find((candidate) => candidate.id === id);
    if (!file) {
      const ids = demo.files.map((candidate) => candidate.id);
      const what = `demo ${demo.id} has no file "${id}"`;
      scope.report(fence.line, what, `${oneOf(ids)}, or add it to files in ${scope.folder}/talk.ts`);
      return '';
    }
    if (scope.editors.some((other) => other.demo === demo.id && other.file === id)) {
      scope.report(fence.line, `file ${id} of ${demo.id} is on this slide twice`, 'remove one of the two');
      return '';
    }
    scope.editors.push({ demo: demo.id, file: id, line: fence.line });
    const { points, fault } = scope.edits(demo.id, id);
    if (fault) {
      const fix = `fix the edit in ${scope.folder}/talk.ts, or the file it is cut from`;
      scope.report(fence.line, `the prepared edits of ${id} don’t fit: ${fault}`, fix);
    }
    const attributes = formatAttributes([
      ['demo', demo.id],
      ['file', file.id],
      ['cols', String(file.cols)],
      ['rows', String(rowsOf(fence, file.rows, scope))],
      ['title', file.title],
      // The text after each step, for pages without a server.
      ['checkpoints', JSON.stringify(points)],
    ]);
    return `<deck-editor${attributes}></deck-editor>`;
  },
};

/** A slide with other content may show fewer rows of the file. */
function rowsOf(fence: Fence, usual: number, scope: SlideScope): number {
  const given = fence.options.get('rows');
  if (given === undefined) return usual;
  const rows = Number(given);
  if (Number.isInteger(rows) && rows >= FEWEST_ROWS && rows <= usual) return rows;
  const fix = `write a number from ${FEWEST_ROWS} to ${usual}, or leave it out`;
  scope.report(fence.line, `rows=${given} is not possible for this file`, fix);
  return usual;
}
