// One file that is edited on slides: its text and its place on disk, kept in step.
import { DISK, type Verdict } from '../../protocol/document.ts';
import { Document } from './document.ts';
import { WorkFile } from './work-file.ts';

/** Typed text is written after this time, in ms, so that it is on disk within 250 even on a busy machine. */
const SAVE_MS = 100;

/** How often the disk is checked for changes of other programs (a generator, `git checkout`), in ms. */
const LOOK_MS = 250;

export type DocumentEvents = {
  /** The file has appeared or is gone: start again. */
  opened?(): void;
  changed?(): void;
  saved?(): void;
  verdict?(): void;
  /** The disk could not be read or written; once for each reason. */
  failed?(why: string): void;
};

export class WorkDocument {
  /** Null while there is no such file. */
  document: Document | null = null;
  verdict: Verdict = { is: 'unchecked' };
  private lastFault: string | null = null;
  private readonly file: WorkFile;
  private readonly listeners = new Set<DocumentEvents>();
  private readonly timer: NodeJS.Timeout;
  private saving: NodeJS.Timeout | undefined;
  /** The text on disk, and its version. */
  private saved = { text: '', version: 0 };
  private watch: { dispose(): void } | undefined;

  /**
   * @param folder absolute.
   * @param name below it; no link below `folder` is followed.
   */
  constructor(
    readonly folder: string,
    readonly name: string,
  ) {
    this.file = new WorkFile(folder, name);
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  on(events: DocumentEvents): { dispose(): void } {
    this.listeners.add(events);
    return { dispose: () => void this.listeners.delete(events) };
  }

  /** Why the last read or write failed. */
  get fault(): string | null {
    return this.lastFault;
  }

  /** The version that is on disk; -1 when another text is. */
  get savedVersion(): number {
    return this.saved.version;
  }

  setVerdict(verdict: Verdict): void {
    const before = this.verdict;
    if (verdict.is === 'unable' && before.is === 'unable' && verdict.why === before.why) return;
    this.verdict = verdict;
    this.tell('verdict');
  }

  /** Writes now what is not on disk yet. */
  save(): void {
    clearTimeout(this.saving);
    this.saving = undefined;
    const { document } = this;
    if (!document || document.version === this.saved.version) return;
    // Changes of another program are merged, not overwritten.
    this.look();
    if (this.document !== document || document.version === this.saved.version) return;
    const { text, version } = document;
    try {
      this.file.write(text);
      this.saved = { text, version };
      this.setFault(null);
    } catch (error) {
      return this.setFault(`${this.name} is not saved: ${(error as Error).message}`);
    }
    this.tell('saved');
  }

  /** Checks the disk now. */
  refresh(): void {
    this.look();
  }

  /** Starts again with the text on disk; unsaved text is dropped. */
  forget(): void {
    this.close();
    this.file.forget();
    this.look();
  }

  dispose(): void {
    this.save();
    clearInterval(this.timer);
    this.watch?.dispose();
    this.listeners.clear();
  }

  private look(): void {
    try {
      if (!this.file.changed()) return;
      const text = this.file.read();
      this.setFault(null);
      if (text === null) this.close();
      else if (!this.document) this.open(text);
      else this.takeIn(this.document, text);
    } catch (error) {
      // It can't be read as our file; the text stays as it is.
      this.setFault(`${this.name} is not read: ${(error as Error).message}`);
    }
  }

  private open(text: string): void {
    this.document = new Document(text);
    this.saved = { text, version: 0 };
    this.watch = this.document.onChange(() => this.changed());
    this.verdict = { is: 'unchecked' };
    this.tell('opened');
  }

  private close(): void {
    if (!this.document) return;
    this.watch?.dispose();
    clearTimeout(this.saving);
    this.saving = undefined;
    this.document = null;
    this.verdict = { is: 'unchecked' };
    this.tell('opened');
  }

  private takeIn(document: Document, text: string): void {
    const before = this.saved;
    try {
      document.merge(DISK, before.version, before.text, text);
    } catch {
      document.become(DISK, text);
    }
    // If nothing was typed since, this is the text on disk.
    if (document.text === text) {
      this.saved = { text, version: document.version };
      this.tell('saved');
      return;
    }
    // At once: the next read must be compared with what is really on disk.
    this.saved = { text, version: -1 };
    this.save();
  }

  private changed(): void {
    this.saving ??= setTimeout(() => this.save(), SAVE_MS);
    if (this.verdict.is !== 'unchecked') this.setVerdict({ is: 'unchecked' });
    this.tell('changed');
  }

  private setFault(why: string | null): void {
    if (why === this.lastFault) return;
    this.lastFault = why;
    if (why !== null) for (const listener of [...this.listeners]) listener.failed?.(why);
  }

  private tell(what: Exclude<keyof DocumentEvents, 'failed'>): void {
    for (const listener of [...this.listeners]) listener[what]?.();
  }
}
