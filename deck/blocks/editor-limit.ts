// How much an editor takes at once, and in all: what is too long is not taken, rather than refused later.
import { EditorState, type Extension } from '@codemirror/state';
import { MAX_DOCUMENT_CHARS } from '../../protocol/document.ts';

/** Most that is put into the text at once, in characters: however it is written, it fits one message. */
const MAX_PASTE_CHARS = 8 * 1024;

/** @param refused called when something was too long; nothing of it was taken. */
export function limitText(refused: () => void): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    if (!transaction.docChanged) return transaction;
    let inserted = 0;
    transaction.changes.iterChanges((_a, _b, _c, _d, text) => {
      inserted += text.length;
    });
    if (inserted <= MAX_PASTE_CHARS && transaction.newDoc.length <= MAX_DOCUMENT_CHARS) return transaction;
    refused();
    return [];
  });
}
