// How every editor shows code and how typing works in it; colours and sizes are in theme/editor.css.
import {
  defaultKeymap,
  deleteGroupBackward,
  history,
  historyKeymap,
  indentWithTab,
} from '@codemirror/commands';
import { rust } from '@codemirror/lang-rust';
import { indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { usualKey } from '../keys/key-name.ts';
import { INKS } from './inks.ts';

/** A Ctrl+letter that means nothing here must not reload, print or open a window over the talk. */
function keepFromBrowser({ state }: EditorView, event: KeyboardEvent): boolean {
  const { ctrlKey, shiftKey, altKey, metaKey, key } = event;
  if (state.readOnly || !ctrlKey || shiftKey || altKey || metaKey) return false;
  return key.length === 1 && !['c', 'x', 'v'].includes(usualKey(event));
}

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
  keymap.of([
    ...defaultKeymap,
    ...historyKeymap,
    indentWithTab,
    // As in a shell; where the browser leaves the key to the page.
    { key: 'Ctrl-w', run: deleteGroupBackward, preventDefault: true },
    { any: keepFromBrowser },
  ]),
  EditorView.contentAttributes.of({ autocapitalize: 'off', translate: 'no' }),
];
