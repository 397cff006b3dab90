// One run of an edit step: types a prepared change into a file, while others may type there too.
import { ChangeSet, MapMode } from '@codemirror/state';
import { DECK, type DocumentUpdate } from '../../protocol/document.ts';
import { type Change, changeLeft, type Edit } from '../../talk/prepared.ts';
import type { Document } from '../documents/document.ts';
import type { WorkDocument } from '../documents/work-document.ts';
import { Typing } from './typing.ts';

/** How long to wait for the file, in ms: its generator may have just ended, and the disk is checked at intervals. */
const FILE_MS = 1000;

/** How long the text to replace is shown selected before it is removed, in ms. */
const SELECT_MS = 400;

/** How many characters each key of the speaker types. */
const KEY_CHARS = { min: 1, max: 3 };

export type EditRunOptions = {
  work: WorkDocument;
  edit: Edit;
  /** Text of the finished file, which the edit takes its text from. */
  finished: string;
  /** `person`: types at a person's speed. `keys`: types some characters for each {@link EditRun.key}. */
  pace: 'person' | 'keys';
  /** How fast the person types. */
  keysPerSecond: number;
  /** Called once when it ends, with the reason if it is unmet. */
  ended: (end: { state: 'met' } | { state: 'unmet'; why: string }) => void;
};

export class EditRun {
  private phase: 'waiting' | 'removing' | 'typing' | 'over' = 'waiting';
  private readonly watch: { dispose(): void };
  private timer: NodeJS.Timeout | undefined;
  private typing: Typing | undefined;
  private changes: { dispose(): void } | undefined;
  private document: Document | undefined;
  /** The text to remove, and then the place of the next character; both move when others type before them. */
  private from = 0;
  private to = 0;
  private keys: string[] = [];
  private rush = false;

  constructor(private readonly options: EditRunOptions) {
    const { work } = options;
    this.watch = work.on({ opened: () => this.opened() });
    this.timer = setTimeout(() => this.fail(`there is no ${work.name}`), FILE_MS);
    work.refresh();
    // Not before the caller has this object.
    queueMicrotask(() => this.opened());
  }

  /** Types the rest at once. */
  complete(): void {
    this.rush = true;
    if (this.phase === 'removing') this.remove();
    if (this.phase !== 'typing') return;
    if (this.typing) return this.typing.complete();
    this.insert(this.keys.splice(0).join(''));
    this.finish();
  }

  /** The speaker pressed a key; it does nothing unless the pace is `keys`. */
  key(): void {
    if (this.options.pace !== 'keys') return;
    if (this.phase === 'removing') return this.remove();
    if (this.phase !== 'typing') return;
    this.insert(this.keys.splice(0, someKeys(this.keys)).join(''));
    if (this.keys.length === 0) this.finish();
  }

  dispose(): void {
    this.phase = 'over';
    clearTimeout(this.timer);
    this.typing?.dispose();
    this.changes?.dispose();
    this.watch.dispose();
  }

  /** The file has appeared, or it was replaced or removed. */
  private opened(): void {
    if (this.phase === 'over') return;
    const { document, name } = this.options.work;
    if (this.phase !== 'waiting') return this.fail(`${name} was replaced while it was being typed`);
    if (!document) return;
    clearTimeout(this.timer);
    let change: Change | undefined;
    try {
      change = changeLeft(this.options.edit, document.text, this.options.finished);
    } catch (error) {
      return this.fail((error as Error).message);
    }
    if (!change) return this.over({ state: 'met' });
    this.begin(document, change);
  }

  private begin(document: Document, change: Change): void {
    this.document = document;
    this.from = change.from;
    this.to = change.to;
    this.keys = keysOf(change.insert);
    this.changes = document.onChange((updates) => this.follow(updates));
    this.phase = 'removing';
    if (this.rush) return this.complete();
    if (this.options.pace === 'person')
      this.timer = setTimeout(() => this.remove(), this.from === this.to ? 0 : SELECT_MS);
  }

  private remove(): void {
    clearTimeout(this.timer);
    this.phase = 'typing';
    // Text typed above other lines gets its own lines first, as a person would open them.
    const opened = lineEnds(this.keys);
    const at = this.from;
    if (this.to > this.from || opened !== '') this.change(this.from, this.to, opened, at);
    if (this.keys.length === 0) return this.finish();
    if (this.rush || this.options.pace === 'keys') return;
    this.typing = new Typing(
      this.keys,
      this.options.keysPerSecond,
      (text) => this.insert(text),
      () => this.finish(),
    );
  }

  private insert(text: string): void {
    if (this.phase === 'typing' && text !== '')
      this.change(this.from, this.from, text, this.from + text.length);
  }

  /** @param next where the next character goes after this. */
  private change(from: number, to: number, text: string, next: number): void {
    try {
      this.document!.change(DECK, from, to, text);
    } catch (error) {
      return this.fail((error as Error).message);
    }
    this.from = this.to = next;
  }

  /** Moves the place with the changes of others; when they delete it, the edit ends. */
  private follow(updates: readonly DocumentUpdate[]): void {
    for (const { by, change } of updates) {
      if (by === DECK || this.phase === 'over') continue;
      const changes = ChangeSet.fromJSON(change);
      const empty = this.from === this.to;
      const from = changes.mapPos(this.from, empty ? -1 : 1, MapMode.TrackDel);
      const to = empty ? from : changes.mapPos(this.to, -1, MapMode.TrackDel);
      if (from === null || to === null)
        return this.fail(`its place in ${this.options.work.name} was deleted`);
      this.from = from;
      this.to = Math.max(from, to);
    }
  }

  /** Everything is typed; if others typed there, the text may still not be the prepared one. */
  private finish(): void {
    if (this.phase === 'over') return;
    const { edit, finished, work } = this.options;
    try {
      if (!changeLeft(edit, this.document!.text, finished)) return this.over({ state: 'met' });
      this.fail(`${work.name} does not have the prepared text: somebody else typed there`);
    } catch (error) {
      this.fail((error as Error).message);
    }
  }

  private fail(why: string): void {
    this.over({ state: 'unmet', why });
  }

  private over(end: Parameters<EditRunOptions['ended']>[0]): void {
    if (this.phase === 'over') return;
    this.dispose();
    this.options.ended(end);
  }
}

/** Single characters; a line end includes the next line's indentation, as in an editor that indents. */
function keysOf(text: string): string[] {
  return text.match(/\n[ \t]*|[^\n]/gu) ?? [];
}

/** Removes the line ends at the end of the keys, and returns them. */
function lineEnds(keys: string[]): string {
  let ends = '';
  while (keys.at(-1)?.startsWith('\n')) ends = keys.pop()! + ends;
  return ends;
}

/** How many characters the next key types. */
function someKeys(keys: readonly string[]): number {
  const wanted = KEY_CHARS.min + Math.floor(Math.random() * (KEY_CHARS.max - KEY_CHARS.min + 1));
  return Math.min(wanted, keys.length);
}
