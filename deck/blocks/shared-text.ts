// What a page has changed in a shared text and nobody has confirmed yet, and how it meets the server's word. No view.
import { collab, getClientID, getSyncedVersion, receiveUpdates, sendableUpdates } from '@codemirror/collab';
import { ChangeSet, type EditorState, type Extension, Text, type Transaction } from '@codemirror/state';
import { difference } from '../../protocol/difference.ts';
import { type ChangeJson, type DocumentUpdate, MAX_CHANGES } from '../../protocol/document.ts';
import { MAX_MESSAGE_BYTES } from '../../protocol/message.ts';

/** The text as the server tells it. */
export type Told = { version: number; text: string };

/** What a page may send: its name, the version that the changes were made to, and the changes. */
export type Outgoing = { page: string; from: number; changes: ChangeJson[] };

/** What a message needs beside the changes, in bytes, with some to spare. */
const ENVELOPE_BYTES = 1024;

/** Follows the text from `version` on; `page` names this life of it, for no other may confirm its changes. */
export function sharedText(version: number, page: string): Extension {
  return collab({ startVersion: version, clientID: page });
}

export function textOf(text: string): Text {
  return Text.of(text.split('\n'));
}

/** The version that the server has confirmed, and whether this text is exactly that one. */
export function confirmed(state: EditorState): { version: number; exactly: boolean } {
  return { version: getSyncedVersion(state), exactly: sendableUpdates(state).length === 0 };
}

/**
 * What is to be sent, as much as fits one message; null when there is nothing. Sent twice, it is taken once: the
 * server knows each change by its page and its turn.
 */
export function outgoing(state: EditorState): Outgoing | null {
  const changes: ChangeJson[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const { changes: change } of sendableUpdates(state).slice(0, MAX_CHANGES)) {
    const json = change.toJSON() as ChangeJson;
    bytes += new TextEncoder().encode(JSON.stringify(json)).length;
    if (changes.length > 0 && bytes > MAX_MESSAGE_BYTES) break;
    changes.push(json);
  }
  return changes.length > 0 ? { page: getClientID(state), from: getSyncedVersion(state), changes } : null;
}

/**
 * Works in what the server tells.
 * @returns null when something before it was missed: then the whole text has to be asked for.
 */
export function taken(
  state: EditorState,
  from: number,
  updates: readonly DocumentUpdate[],
): Transaction | null {
  if (from !== getSyncedVersion(state)) return null;
  const given = updates.map(({ by, change }) => ({ clientID: by, changes: ChangeSet.fromJSON(change) }));
  return receiveUpdates(state, given);
}

/** The confirmed text after these updates. */
export function confirmedText(before: Text, updates: readonly DocumentUpdate[]): Text {
  return updates.reduce((text, { change }) => ChangeSet.fromJSON(change).apply(text), before);
}

/**
 * What this page has changed and the server's new text lacks; null when there is nothing, or when it no longer fits
 * because others have changed the same place. Then the server's text is the one that counts.
 * @param before the text that the server confirmed last.
 */
export function unsaved(state: EditorState, before: Text, told: Text): ChangeSet | null {
  const [first, ...rest] = sendableUpdates(state).map(({ changes }) => changes);
  if (!first || told.eq(state.doc)) return null;
  const own = rest.reduce((sum, change) => sum.compose(change), first);
  const theirs = differenceOf(before, told);
  return touches(own, theirs) ? null : own.map(theirs);
}

function differenceOf(before: Text, after: Text): ChangeSet {
  const piece = difference(before.toString(), after.toString());
  return ChangeSet.of(piece ? { ...piece, insert: textOf(piece.insert) } : [], before.length);
}

function touches(one: ChangeSet, other: ChangeSet): boolean {
  let touching = false;
  one.iterChangedRanges((from, to) => {
    if (other.touchesRange(from, to)) touching = true;
  });
  return touching;
}
