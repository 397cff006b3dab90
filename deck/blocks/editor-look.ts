// How code is shown and typed in an editor, the same for each. Colours and sizes are theme/editor.css.
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { rust } from '@codemirror/lang-rust';
import { indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { INKS } from './inks.ts';

/** Everything that is the same for each text and each page. */
export const look: Extension = [
  rust(),
  syntaxHighlighting(INKS),
  indentUnit.of('    '),
  EditorState.tabSize.of(4),
  indentOnInput(),
  lineNumbers(),
  // As in the terminals: what blinks draws the eye.
  drawSelection({ cursorBlinkRate: 0 }),
  highlightActiveLine(),
  history(),
  // After Escape, CodeMirror lets the next Tab go to the page.
  keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
  EditorView.contentAttributes.of({ autocapitalize: 'off', translate: 'no' }),
];
