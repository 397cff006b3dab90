// One run of one edit step: types a prepared change into a file while others may type there, too. Kept by steps.ts.
import { ChangeSet, MapMode } from '@codemirror/state';
import { DECK, type DocumentUpdate } from '../../protocol/document.ts';
import { type Change, changeLeft, type Edit } from '../../talk/prepared.ts';
import type { Document } from '../documents/document.ts';
import type { WorkDocument } from '../documents/work-document.ts';
import { Typing } from './typing.ts';

/** How long a file may take to be there, in ms: its generator has just ended, and the disk is looked at now and then. */
const FILE_MS = 1000;

/** How long what is to be replaced is seen selected before it goes, in ms. */
const SELECT_MS = 400;

/** Characters that one key of the speaker's types. */
const KEY_CHARS = { min: 1, max: 3 };

export type EditRunOptions = {
  work: WorkDocument;
  edit: Edit;
  /** The finished file, that what is typed is cut from. */
  finished: string;
  /** `person`: at a person's speed. `keys`: some characters for each {@link EditRun.key}. */
  pace: 'person' | 'keys';
  /** How fast a person types. */
  keysPerSecond: number;
  /** Told once how it ended, with the reason when not as prepared. */
  ended: (end: { state: 'met' } | { state: 'unmet'; why: string }) => void;
};

export class EditRun {
  private phase: 'waiting' | 'removing' | 'typing' | 'over' = 'waiting';
  private readonly watch: { dispose(): void };
  private timer: NodeJS.Timeout | undefined;
  private typing: Typing | undefined;
  private changes: { dispose(): void } | undefined;
  private document: Document | undefined;
  /** What goes, and then where the next character comes; moved along with what others type. */
  private from = 0;
  private to = 0;
  private keys: string[] = [];
  private rush = false;

  constructor(private readonly options: EditRunOptions) {
    const { work } = options;
    this.watch = work.on({ opened: () => this.opened() });
    this.timer = setTimeout(() => this.fail(`there is no ${work.name}`), FILE_MS);
    work.refresh();
    // Not before the caller has what it made.
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

  /** A key of the speaker's, where the pace is theirs; elsewhere it does nothing. */
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

  /** The file is there, or it is no more. */
  private opened(): void {
    if (this.phase === 'over') return;
    const { document, name } = this.options.work;
    if (this.phase !== 'waiting') return this.fail(`${name} was made anew while it was typed in`);
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
    // What is typed in front of other lines gets lines of its own first, as a person would open them.
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

  /** Afterwards the next character comes at `next`. */
  private change(from: number, to: number, text: string, next: number): void {
    try {
      this.document!.change(DECK, from, to, text);
    } catch (error) {
      return this.fail((error as Error).message);
    }
    this.from = this.to = next;
  }

  /** Others' changes move the place; where they delete it, nothing can be typed any more. */
  private follow(updates: readonly DocumentUpdate[]): void {
    for (const { by, change } of updates) {
      if (by === DECK || this.phase === 'over') continue;
      const changes = ChangeSet.fromJSON(change);
      const empty = this.from === this.to;
      const from = changes.mapPos(this.from, empty ? -1 : 1, MapMode.TrackDel);
      const to = empty ? from : changes.mapPos(this.to, -1, MapMode.TrackDel);
      if (from === null || to === null)
        return this.fail(`the place in ${this.options.work.name} where it was typed is gone`);
      this.from = from;
      this.to = Math.max(from, to);
    }
  }

  /** All is typed; whether it is what was prepared is another question when others have typed there. */
  private finish(): void {
    if (this.phase === 'over') return;
    const { edit, finished, work } = this.options;
    try {
      if (!changeLeft(edit, this.document!.text, finished)) return this.over({ state: 'met' });
      this.fail(`${work.name} is not what was prepared: somebody else typed there`);
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

/** Characters one by one; a line end brings the next line's indentation, as in an editor that indents. */
function keysOf(text: string): string[] {
  return text.match(/\n[ \t]*|[^\n]/gu) ?? [];
}

/** Takes the line ends that a text closes with off its keys. */
function lineEnds(keys: string[]): string {
  let ends = '';
  while (keys.at(-1)?.startsWith('\n')) ends = keys.pop()! + ends;
  return ends;
}

/** How many keys come at once. */
function someKeys(keys: readonly string[]): number {
  const wanted = KEY_CHARS.min + Math.floor(Math.random() * (KEY_CHARS.max - KEY_CHARS.min + 1));
  return Math.min(wanted, keys.length);
}
