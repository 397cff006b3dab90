// A page's own changes to a shared text until the server confirms them, merged with the server's changes.
import { collab, getClientID, getSyncedVersion, receiveUpdates, sendableUpdates } from '@codemirror/collab';
import { ChangeSet, type EditorState, type Extension, Text, type Transaction } from '@codemirror/state';
import { difference } from '../../protocol/difference.ts';
import { type ChangeJson, type DocumentUpdate, MAX_CHANGES } from '../../protocol/document.ts';
import { MAX_MESSAGE_BYTES } from '../../protocol/message.ts';

/** The text as the server sends it. */
export type ServerText = { version: number; text: string };

/** One message to the server: the page's name, the version that the changes start from, and the changes. */
export type Outgoing = { page: string; from: number; changes: ChangeJson[] };

/** Room in a message for everything but the changes, in bytes, with some to spare. */
const ENVELOPE_BYTES = 1024;

/** Follows the text from `version` on; `page` must be a new name, so that nothing else confirms these changes. */
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
 * The next message to send, with as many changes as fit; null if there are none. Sending it twice does no harm: the
 * server recognises each change by its page and its place in the order.
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
 * Applies changes from the server.
 * @returns null if changes before them were missed: then ask for the whole text.
 */
export function transactionFor(
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
 * This page's changes that are missing from the server's new text; null if there are none, or if they no longer fit
 * because others have changed the same place. Then the server's text wins.
 * @param before the text that the server confirmed last.
 */
export function unsaved(state: EditorState, before: Text, now: Text): ChangeSet | null {
  const [first, ...rest] = sendableUpdates(state).map(({ changes }) => changes);
  if (!first || now.eq(state.doc)) return null;
  const own = rest.reduce((sum, change) => sum.compose(change), first);
  const theirs = differenceOf(before, now);
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
