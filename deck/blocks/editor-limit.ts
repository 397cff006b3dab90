// Limits how much text an editor accepts, at once and in all, so that the server need not refuse any.
import { EditorState, type Extension } from '@codemirror/state';
import { MAX_DOCUMENT_CHARS } from '../../protocol/document.ts';

/** The most characters inserted at once: however they are encoded, they fit one message. */
const MAX_PASTE_CHARS = 8 * 1024;

/** @param refused called if an insertion was too long; none of it is inserted. */
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
