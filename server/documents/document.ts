// One text that several pages edit at once, with its versions; it merges their changes.

import { rebaseUpdates, type Update } from '@codemirror/collab';
import { ChangeSet, Text } from '@codemirror/state';
import { difference } from '../../protocol/difference.ts';
import { type ChangeJson, type DocumentUpdate, MAX_DOCUMENT_CHARS } from '../../protocol/document.ts';
import { Listeners } from '../../protocol/listeners.ts';

/** How many changes are kept for pages that lag behind; a page that has missed more gets the whole text. */
const MAX_UPDATES = 5000;

export class Document {
  private content: Text;
  private readonly updates: Update[] = [];
  /** Number of the first kept update. */
  private first = 0;
  private readonly listeners = new Listeners<[updates: DocumentUpdate[]]>();

  constructor(text: string) {
    this.content = Text.of(text.split('\n'));
  }

  /** How many changes there have been. */
  get version(): number {
    return this.first + this.updates.length;
  }

  get text(): string {
    return this.content.toString();
  }

  get length(): number {
    return this.content.length;
  }

  /** `listener` gets every change, in order, after it has been made. */
  onChange(listener: (updates: DocumentUpdate[]) => void): { dispose(): void } {
    return { dispose: this.listeners.add(listener) };
  }

  /**
   * Takes changes that were made to version `from`, and merges them with those that others have made since.
   * @throws Error when they don't fit that version, make the text too long, or that version is too old; the text is
   * unchanged then.
   */
  push(from: number, updates: readonly DocumentUpdate[]): void {
    if (from > this.version) throw new Error(`there is no version ${from} yet`);
    if (from < this.first) throw new Error(`version ${from} is too old; take the whole text`);
    let given: readonly Update[];
    try {
      given = updates.map(({ by, change }) => ({ clientID: by, changes: ChangeSet.fromJSON(change) }));
    } catch {
      throw new Error('this is no change of a text');
    }
    const over = this.updates.slice(from - this.first);
    let length = over.length > 0 ? over[0]!.changes.length : this.content.length;
    for (const { changes } of given) {
      if (changes.length !== length)
        throw new Error(`a change of a text of ${changes.length} characters, not ${length}`);
      length = changes.newLength;
    }
    this.take(over.length > 0 ? rebaseUpdates(given, over) : given);
  }

  /** Replaces the text from `from` to `to`, in characters. */
  change(by: string, from: number, to: number, insert: string): void {
    const changes = ChangeSet.of({ from, to, insert: Text.of(insert.split('\n')) }, this.content.length);
    this.take([{ clientID: by, changes }]);
  }

  /** Sets the text, by changing only the one piece that differs. */
  become(by: string, text: string): void {
    const piece = difference(this.text, text);
    if (piece) this.change(by, piece.from, piece.to, piece.insert);
  }

  /**
   * Merges the changes made in a copy of the text as it was at `version`.
   * @throws Error when that version is too old.
   */
  merge(by: string, version: number, before: string, after: string): void {
    const piece = difference(before, after);
    if (!piece) return;
    const insert = Text.of(piece.insert.split('\n'));
    const changes = ChangeSet.of({ from: piece.from, to: piece.to, insert }, before.length);
    this.push(version, [{ by, change: changes.toJSON() as ChangeJson }]);
  }

  /** The changes since a version; undefined when it is too old, or not a version of this text. */
  since(version: number): DocumentUpdate[] | undefined {
    if (version < this.first || version > this.version) return undefined;
    return this.updates.slice(version - this.first).map(told);
  }

  private take(updates: readonly Update[]): void {
    let content = this.content;
    for (const { changes } of updates) content = changes.apply(content);
    if (content.length > MAX_DOCUMENT_CHARS) {
      throw new Error(`the text would have ${content.length} characters; ${MAX_DOCUMENT_CHARS} are the most`);
    }
    this.content = content;
    this.updates.push(...updates);
    const old = this.updates.length - MAX_UPDATES;
    if (old > 0) {
      this.updates.splice(0, old);
      this.first += old;
    }
    const news = updates.map(told);
    this.listeners.call(news);
  }
}

function told({ clientID, changes }: Update): DocumentUpdate {
  return { by: clientID, change: changes.toJSON() as ChangeJson };
}
