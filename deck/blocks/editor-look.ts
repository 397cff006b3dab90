// How every editor shows code and how typing works in it; colours and sizes are in theme/editor.css.
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { rust } from '@codemirror/lang-rust';
import { indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { INKS } from './inks.ts';

/** Everything that is the same for every text and every page. */
export const look: Extension = [
  rust(),
  syntaxHighlighting(INKS),
  indentUnit.of('    '),
  EditorState.tabSize.of(4),
  indentOnInput(),
  lineNumbers(),
  // As in the terminals: a blinking cursor distracts.
  drawSelection({ cursorBlinkRate: 0 }),
  highlightActiveLine(),
  history(),
  // After Escape, CodeMirror leaves the next Tab to the page.
  keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
  EditorView.contentAttributes.of({ autocapitalize: 'off', translate: 'no' }),
];
