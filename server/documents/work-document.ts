// One file that is edited on slides: its text, its place on disk, and the two kept together. Knows no page.
import type { Verdict } from '../../protocol/document.ts';
import { Document } from './document.ts';
import { WorkFile } from './work-file.ts';

/** What was typed is on disk within this time, in ms, however the server ends. */
const SAVE_MS = 200;

/** How often the disk is looked at for what other programs wrote, in ms; a generator and a `git checkout` are. */
const LOOK_MS = 250;

export type DocumentEvents = {
  /** The file is there now, or it is gone: everything begins anew. */
  opened?(): void;
  changed?(): void;
  saved?(): void;
  verdict?(): void;
};

export class WorkDocument {
  /** Null while there is no such file. */
  document: Document | null = null;
  verdict: Verdict = { is: 'unchecked' };
  /** Why the disk was not written or read the last time. */
  fault: string | null = null;
  private readonly file: WorkFile;
  private readonly listeners = new Set<DocumentEvents>();
  private readonly timer: NodeJS.Timeout;
  private saving: NodeJS.Timeout | undefined;
  /** What the disk has: this text, which was this version. */
  private saved = { text: '', version: 0 };
  private watch: { dispose(): void } | undefined;

  constructor(
    folder: string,
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

  setVerdict(verdict: Verdict): void {
    this.verdict = verdict;
    this.tell('verdict');
  }

  /** Writes what is not written yet, now. */
  save(): void {
    clearTimeout(this.saving);
    this.saving = undefined;
    const { document } = this;
    if (!document || document.version === this.saved.version) return;
    // What another program wrote meanwhile is worked in, not written over.
    this.look();
    const { text, version } = document;
    try {
      this.file.write(text);
      this.saved = { text, version };
      this.fault = null;
    } catch (error) {
      this.fault = (error as Error).message;
    }
    this.tell('saved');
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
      this.fault = null;
      if (text === null) this.close();
      else if (!this.document) this.open(text);
      else this.takeIn(this.document, text);
    } catch (error) {
      // Told once for what is no file of ours; the text stays as it is.
      this.fault = (error as Error).message;
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
      document.merge('disk', before.version, before.text, text);
    } catch {
      document.become('disk', text);
    }
    // When nothing was typed meanwhile, the disk has this very text.
    if (document.text === text) this.saved = { text, version: document.version };
    else this.saved = { text, version: -1 };
  }

  private changed(): void {
    this.saving ??= setTimeout(() => this.save(), SAVE_MS);
    if (this.verdict.is !== 'unchecked') this.setVerdict({ is: 'unchecked' });
    this.tell('changed');
  }

  private tell(what: keyof DocumentEvents): void {
    for (const listener of [...this.listeners]) listener[what]?.();
  }
}
