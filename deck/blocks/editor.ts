// <deck-editor demo file cols rows title>: a file on a slide, its state and its source.
// editor-view.ts draws the code.
import type { Verdict } from '../../protocol/document.ts';
import type { PaneRef } from '../../protocol/pane.ts';
import { type FileEvent, type OpenedFile, openFile, type Wanted } from '../drivers/file.ts';
import type { Link } from '../link/link.ts';
import { stepsOf } from '../steps/fragments.ts';
import { type BlockContext, BlockElement, type DeckBlock, type DeckChange, type DrawRows } from './block.ts';
import { checkpointAfter, readCheckpoints } from './checkpoints.ts';
import { createEditorFrame, type EditorFrame, type EditorStatus } from './editor-frame.ts';
import type { EditorRows } from './editor-view.ts';

/** What an editor needs from the deck around it. */
export type EditorContext = BlockContext & {
  link: Link;
  /** The demo's steps that the deck has passed at its current place, in order. */
  passed(demo: string): string[];
  /** Shows the audience a short neutral hint. */
  hint(text: string): void;
};

/** The element as other parts of the deck use it; the `pane` of its `ref` is the file's id, which no pane shares. */
export type DeckEditor = DeckBlock & {
  readonly status: EditorStatus | null;
  /** The CodeMirror view while the editor is open; for tests. */
  readonly view: EditorRows['view'] | undefined;
  /** Whether it shows the difference from what the file should be by now. */
  readonly comparing: boolean;
  /** Shows or hides that difference. */
  compare(on?: boolean): void;
};

/** Loads CodeMirror, which is larger than the first slide and is loaded after it. */
export const loadEditor = () => import('./editor-view.ts');

export function isEditor(element: Element | null | undefined): element is DeckEditor {
  return element?.localName === 'deck-editor';
}

/** Registers the element; once per page. */
export function defineEditor(context: EditorContext): void {
  customElements.define('deck-editor', editorClass(context));
}

function editorClass(context: EditorContext) {
  return class extends BlockElement<EditorRows, EditorFrame> implements DeckEditor {
    status: EditorStatus | null = null;
    protected readonly context = context;
    protected readonly limits = { cols: [80, 20, 200], rows: [16, 3, 60] } as const;
    #file: OpenedFile | undefined;
    #verdict: Verdict = { is: 'unchecked' };
    #wanted: Wanted | undefined;
    #comparing = false;
    /** Whether a text has been shown since the file was opened. */
    #begun = false;
    /** Whether typed text has been sent and the server has not confirmed it yet. */
    #sent = false;
    /** Whether the speaker asked to save and has not been told yet that it is done. */
    #saving = false;

    get ref(): PaneRef {
      return { demo: this.getAttribute('demo') ?? '', pane: this.getAttribute('file') ?? '' };
    }

    get takesKeys(): boolean {
      return context.mayType() && (this.status?.state === 'live' || this.status?.state === 'connecting');
    }

    get view(): EditorRows['view'] | undefined {
      return this.rows?.view;
    }

    get comparing(): boolean {
      return this.#comparing;
    }

    compare(on = !this.#comparing): void {
      if (on && !this.#wanted) return context.hint('nothing to compare with');
      if (on && this.status?.state !== 'live') return;
      this.#comparing = on;
      this.rows?.compare(on ? this.#wanted!.text : null);
      this.#showWords();
    }

    protected build(title: string): EditorFrame {
      return createEditorFrame(this, title);
    }

    protected async load(): Promise<DrawRows<EditorRows>> {
      const { openEditor } = await loadEditor();
      return (box, scaled, grid, label) =>
        openEditor(box, scaled, grid, label, {
          changed: () => this.#showWords(),
          typed: () => this.#send(),
          refused: () => context.hint('too long: nothing was inserted'),
          closed: () => this.compare(false),
          saved: () => this.#save(),
        });
    }

    protected missing(): void {
      this.#show({ state: 'unavailable' });
    }

    protected idle(): void {
      this.#show(null);
    }

    protected override deckChanged(what: DeckChange): void {
      if (what !== 'fragment') super.deckChanged(what);
      else if (this.source === 'replay') this.#replay();
    }

    protected openSource(): void {
      this.#file?.dispose();
      this.#file = undefined;
      this.#forget();
      this.source = context.source(this.ref);
      if (this.source === 'replay') return this.#replay();
      const { demo, pane: file } = this.ref;
      const rows = this.rows!;
      let turn: OpenedFile | undefined;
      const opened = openFile(context.link, { demo, file }, (event) => {
        if (this.rows === rows && (turn === undefined || this.#file === turn)) this.#receive(event, rows);
      });
      turn = opened;
      this.#file = opened;
    }

    #forget(): void {
      if (this.#comparing) this.compare(false);
      this.#verdict = { is: 'unchecked' };
      this.#wanted = undefined;
      this.#begun = this.#sent = this.#saving = false;
    }

    #receive(event: FileEvent, rows: EditorRows): void {
      switch (event.kind) {
        case 'connecting':
          this.#sent = false;
          this.#show({ state: 'connecting', doing: event.doing, note: event.note });
          break;
        case 'document': {
          const { at, again } = event;
          this.#sent = false;
          const readOnly = at === null || context.link.role() !== 'speaker';
          // A file that was just opened scrolls to what the talk is about now.
          const place = this.#begun ? undefined : this.#prepared()?.at;
          this.#begun = at !== null;
          rows.begin(at ?? { version: 0, text: '' }, { readOnly, again, at: place });
          this.#show(at ? { state: 'live' } : { state: 'waiting' });
          this.#send();
          if (this.#saving) this.#save();
          break;
        }
        case 'updates':
          if (!rows.take(event.from, event.updates)) return this.#file?.again();
          this.#sent = false;
          this.#send();
          if (this.#saving) this.#save();
          break;
        case 'verdict':
          this.#verdict = event.verdict;
          rows.setFaults(this.#faults());
          break;
        case 'wanted':
          this.#wanted = event.wanted;
          if (this.#comparing) rows.compare(event.wanted.text);
          break;
        default:
          event satisfies never;
      }
      this.#showWords();
    }

    /** Sends one message at a time; text typed until it is confirmed goes with the next. */
    #send(): void {
      if (this.#sent || this.status?.state !== 'live') return;
      const out = this.rows?.outgoing();
      if (!out) return;
      const { demo, pane: file } = this.ref;
      this.#sent = context.link.send({ t: 'edit', demo, file, ...out });
    }

    /** The server writes what it gets within 250 ms; so it is saved when the server has everything. */
    #save(): void {
      if (this.status?.state === 'connecting') context.hint('not saved yet: no connection');
      if (this.status?.state !== 'live') return;
      this.#send();
      this.#saving = this.#sent;
      if (!this.#sent) context.hint('saved');
    }

    #prepared() {
      const { demo } = this.ref;
      const slide = this.closest('section');
      const here = slide ? stepsOf(slide).filter((step) => step.demo === demo) : [];
      return checkpointAfter(
        readCheckpoints(this),
        context.passed(demo),
        here.map(({ step }) => step),
      );
    }

    /** Shows the prepared text after the steps that the deck has passed. */
    #replay(): void {
      const point = this.#prepared();
      if (point) this.rows?.show(point.text, point.at);
      this.#show({ state: point ? 'replay' : 'unavailable' });
    }

    /** The compiler's faults, if they belong to exactly the version on screen. */
    #faults() {
      const { version, exactly } = this.rows!.confirmed();
      const verdict = this.#verdict;
      return verdict.is === 'faulty' && exactly && verdict.version === version ? verdict.faults : [];
    }

    protected closeSource(): void {
      // Without this the last keys would be lost when the slide is left right after them.
      this.#sent = false;
      this.#send();
      this.#file?.dispose();
      this.#file = undefined;
      this.#forget();
      this.status = null;
    }

    #show(status: EditorStatus | null): void {
      this.status = status;
      this.setAttribute('state', status?.state ?? 'idle');
      this.#showWords();
    }

    #showWords(): void {
      if (!this.frame) return;
      const at = this.rows?.confirmed() ?? { version: -1, exactly: false };
      const differs = this.#comparing && this.text !== this.#wanted?.text;
      this.frame.show(this.status, {
        verdict: this.#verdict,
        version: at.exactly ? at.version : null,
        comparing: this.#comparing ? (differs ? 'different' : 'same') : null,
      });
    }
  };
}
