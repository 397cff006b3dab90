// The edited files on paper: each as it is after the steps up to its page, with its last change in view.
import { rustLanguage } from '@codemirror/lang-rust';
import { highlightCode } from '@lezer/highlight';
import { checkpointAfter, readCheckpoints } from '../blocks/checkpoints.ts';
import { createEditorFrame } from '../blocks/editor-frame.ts';
import { INKS } from '../blocks/inks.ts';

/** Lines shown above the changed one if the file is longer than the editor. */
const LINES_ABOVE = 2;

/** Draws every `<deck-editor>` of the pages; one without prepared text is shown as not available. */
export function drawEditors(pages: readonly HTMLElement[]): void {
  for (const [index, page] of pages.entries()) {
    for (const editor of page.querySelectorAll<HTMLElement>('deck-editor')) {
      const demo = CSS.escape(editor.getAttribute('demo') ?? '');
      const passed = pages
        .slice(0, index + 1)
        .flatMap((each) => [
          ...each.querySelectorAll<HTMLElement>(`.fragment[data-step][data-demo="${demo}"]`),
        ]);
      const point = checkpointAfter(
        readCheckpoints(editor),
        passed.map(({ dataset }) => dataset.step!),
      );
      drawEditor(editor, point);
    }
  }
}

function drawEditor(root: HTMLElement, point: { text: string; at: number } | undefined): void {
  const rows = Number(root.getAttribute('rows'));
  root.style.setProperty('--rows', String(rows));
  root.replaceChildren();
  const frame = createEditorFrame(root, root.getAttribute('title') ?? '');
  root.removeAttribute('title');
  const state = point ? 'replay' : 'unavailable';
  root.setAttribute('state', state);
  frame.show({ state }, { verdict: { is: 'unchecked' }, version: null, comparing: null });
  if (!point) return;
  const lines = drawLines(point.text.replace(/\n$/, ''));
  const changed = point.text.slice(0, point.at).split('\n').length - 1;
  const first = Math.max(0, Math.min(changed - LINES_ABOVE, lines.length - rows));
  const code = document.createElement('pre');
  code.className = 'deck-editor-paper';
  for (const [index, line] of lines.slice(first, first + rows).entries()) {
    const number = document.createElement('span');
    number.className = 'deck-editor-number';
    number.textContent = String(first + index + 1);
    code.append(number, line, '\n');
  }
  frame.box.append(code);
}

function drawLines(text: string): DocumentFragment[] {
  const lines = [document.createDocumentFragment()];
  const put = (words: string, classes: string) => {
    const span = document.createElement('span');
    span.className = classes;
    span.textContent = words;
    lines.at(-1)!.append(classes ? span : words);
  };
  highlightCode(text, rustLanguage.parser.parse(text), INKS, put, () =>
    lines.push(document.createDocumentFragment()),
  );
  return lines;
}
