// The edited files that one page has open: the updates it gets, and the changes it makes.
import { DECK, DISK, MAX_DOCUMENT_CHARS } from '../../protocol/document.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/message.ts';
import { keyOf } from '../../protocol/pane.ts';
import type { Documents, OpenFile } from '../documents/documents.ts';

/** How many files one page may have open; the talk's slides have one. */
const MAX_OPEN_FILES = 8;

type Name = { demo: string; file: string };
type EditMessage = Extract<ClientMessage, { t: 'edit' }>;

type Entry = {
  name: Name;
  file: OpenFile;
  /** The last version that was sent to the page. */
  sent: number;
  watches: { dispose(): void }[];
};

export class OpenFiles {
  private readonly entries = new Map<string, Entry>();

  /** @param speaker whether the page may see what the file should be, and why it can't be saved. */
  constructor(
    private readonly documents: Documents,
    private readonly speaker: boolean,
    private readonly send: (message: ServerMessage) => void,
  ) {}

  /**
   * Sends the page the file as it is now, and from then on every change; starts over when it is open already.
   * @throws Error when no demo has the file, or the page has too many open.
   */
  open({ demo, file }: Name): void {
    const key = keyOf(demo, file);
    const opened = this.documents.open(demo, file);
    opened.work.refresh();
    if (!this.entries.has(key) && this.entries.size >= MAX_OPEN_FILES)
      throw new Error(`this page has ${MAX_OPEN_FILES} files open already; close one first`);
    this.shut({ demo, file });
    const entry: Entry = { name: { demo, file }, file: opened, sent: 0, watches: [] };
    this.entries.set(key, entry);
    entry.watches.push(
      opened.work.on({
        opened: () => this.begin(entry),
        changed: () => this.update(entry),
        verdict: () => this.verdict(entry),
        failed: (why) => this.fail(why),
      }),
      opened.rescue.onChange(() => this.checkpoint(entry)),
    );
    this.begin(entry);
    this.checkpoint(entry);
    if (opened.work.fault !== null) this.fail(opened.work.fault);
  }

  shut({ demo, file }: Name): void {
    const key = keyOf(demo, file);
    for (const watch of this.entries.get(key)?.watches ?? []) watch.dispose();
    this.entries.delete(key);
  }

  /**
   * Applies changes from the page. When they don't fit, the file stays as it is and the page gets its whole text.
   * @throws Error with the reason.
   */
  edit({ demo, file, page, from, changes }: EditMessage): void {
    const entry = this.entries.get(keyOf(demo, file));
    if (!entry) throw new Error(`this page has not opened ${demo}.${file}`);
    const { document, name } = entry.file.work;
    try {
      if (!document) throw new Error(`there is no ${name}`);
      if (page === DECK || page === DISK) throw new Error(`a page can't have the name ${page}`);
      const chars = changes
        .flat(2)
        .reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
      if (chars > MAX_DOCUMENT_CHARS)
        throw new Error(`${chars} characters at once; at most ${MAX_DOCUMENT_CHARS} are possible`);
      document.push(
        from,
        changes.map((change) => ({ by: page, change })),
      );
    } catch (error) {
      this.begin(entry);
      throw error;
    }
  }

  dispose(): void {
    for (const { name } of [...this.entries.values()]) this.shut(name);
  }

  private begin(entry: Entry): void {
    const { document } = entry.file.work;
    entry.sent = document?.version ?? 0;
    const at = document && { version: document.version, text: document.text };
    this.send({ t: 'document', ...entry.name, at });
    this.verdict(entry);
  }

  private update(entry: Entry): void {
    const { document } = entry.file.work;
    const updates = document?.since(entry.sent);
    if (!document || !updates) return this.begin(entry);
    if (updates.length === 0) return;
    this.send({ t: 'updates', ...entry.name, from: entry.sent, updates });
    entry.sent = document.version;
  }

  private verdict({ name, file }: Entry): void {
    this.send({ t: 'verdict', ...name, verdict: file.work.verdict });
  }

  private checkpoint({ name, file }: Entry): void {
    const view = this.speaker ? file.rescue.view() : null;
    if (view) this.send({ t: 'checkpoint', ...name, ...view });
  }

  private fail(why: string): void {
    if (this.speaker) this.send({ t: 'error', why });
  }
}
