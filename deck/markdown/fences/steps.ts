// ```steps demo=…``` becomes the step rail, one fragment per step; showing a fragment never runs a step.
import { oneLine } from '../../../protocol/one-line.ts';
import type { PublicStep } from '../../../protocol/public-talk.ts';
import { fillCommand } from '../../../protocol/talk.ts';
import { oneOf } from '../fault.ts';
import { escapeText, formatAttributes } from '../html.ts';
import { type Fence, type FenceKind, findDemo, type SlideScope } from './fence.ts';

export const stepsFence: FenceKind = {
  names: ['steps'],
  options: { demo: 'required', only: 'optional' },
  body: 'empty',
  render(fence, scope) {
    const demo = findDemo(fence, scope);
    if (!demo) return '';
    const steps = chosen(fence, demo.id, demo.steps, scope);
    if (steps.length === 0) return '';
    const spans = steps.map((step) => {
      scope.steps.push({ demo: demo.id, pane: step.pane, step: step.id, line: fence.line });
      const command = fillCommand(step.command, scope.talk.stage);
      return renderStep(demo.id, step, command, scope.nextFragment());
    });
    return `<deck-steps demo="${demo.id}">\n${spans.join('\n')}\n</deck-steps>`;
  },
};

/** The demo's steps in the order of talk.ts, or those that `only` names. */
function chosen(fence: Fence, demo: string, steps: readonly PublicStep[], scope: SlideScope): PublicStep[] {
  if (steps.length === 0) {
    scope.report(fence.line, `demo ${demo} has no steps`, `add steps to it in ${scope.folder}/talk.ts`);
    return [];
  }
  const only = fence.options.get('only');
  if (only === undefined) return [...steps];
  const wanted = only.split(',').map((id) => id.trim());
  for (const id of wanted) {
    if (steps.some((step) => step.id === id)) continue;
    const ids = steps.map((step) => step.id);
    scope.report(
      fence.line,
      `demo ${demo} has no step "${id}"`,
      `${oneOf(ids)}, or add it to ${scope.folder}/talk.ts`,
    );
  }
  return steps.filter((step) => wanted.includes(step.id));
}

function renderStep(demo: string, step: PublicStep, command: string, fragment: number): string {
  const attributes = formatAttributes([
    ['class', 'fragment deck-step'],
    ['data-demo', demo],
    ['data-step', step.id],
    ['data-pane', step.pane],
    ['data-command', step.command],
    ['data-fragment-index', String(fragment)],
  ]);
  // An edit has no command; the rail keeps showing its label when its turn comes.
  const typed =
    command === '' ? '' : `<code class="deck-step-command">${escapeText(oneLine(command))}</code>`;
  return (
    `<span${attributes}><span class="deck-step-number"></span>` +
    `<span class="deck-step-label">${escapeText(step.label)}</span>${typed}</span>`
  );
}
