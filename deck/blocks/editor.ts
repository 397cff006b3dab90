// <deck-editor demo file cols rows title>: a file on a slide, its state, and what feeds it. Draws no code: editor-view.ts.
import type { Verdict } from '../../protocol/document.ts';
import type { PaneRef } from '../../protocol/pane.ts';
import { type FileEvent, type OpenedFile, openFile, type Wanted } from '../drivers/file.ts';
import type { Link } from '../link/link.ts';
import { stepsOf } from '../steps/fragments.ts';
import { type BlockContext, BlockElement, type DeckBlock, type DeckChange, type DrawRows } from './block.ts';
import { checkpointAfter, readCheckpoints } from './checkpoints.ts';
import { createEditorFrame, type EditorFrame, type EditorStatus } from './editor-frame.ts';
import type { EditorRows } from './editor-view.ts';

/** What an editor needs of the deck around it. */
export type EditorContext = BlockContext & {
  link: Link;
  /** The demo's steps that the deck has passed where it stands, in order. */
  passed(demo: string): string[];
  /** A few neutral words to the audience. */
  hint(text: string): void;
};

/** The element as other parts of the deck use it; the `pane` of its `ref` is the file's id: within a demo no pane has it. */
export type DeckEditor = DeckBlock & {
  readonly status: EditorStatus | null;
  /** The editor itself while it is open, for tests: places, selection. */
  readonly view: EditorRows['view'] | undefined;
  /** Whether it shows what differs from what the file should be by now. */
  readonly comparing: boolean;
  /** Shows that, and back. */
  compare(on?: boolean): void;
};

/** CodeMirror is larger than the first slide: it comes after it. */
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
    /** Whether what was typed has been sent and not come back yet. */
    #sent = false;

    get ref(): PaneRef {
      return { demo: this.getAttribute('demo') ?? '', pane: this.getAttribute('file') ?? '' };
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
      this.#say();
    }

    protected build(title: string): EditorFrame {
      return createEditorFrame(this, title);
    }

    protected async load(): Promise<DrawRows<EditorRows>> {
      const { openEditor } = await loadEditor();
      return (box, scaled, grid, label) =>
        openEditor(box, scaled, grid, label, {
          changed: () => this.#say(),
          typed: () => this.#send(),
          refused: () => context.hint('too long to be put in at once'),
          closed: () => this.compare(false),
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
        if (this.rows === rows && (turn === undefined || this.#file === turn)) this.#hear(event, rows);
      });
      turn = opened;
      this.#file = opened;
    }

    #forget(): void {
      if (this.#comparing) this.compare(false);
      this.#verdict = { is: 'unchecked' };
      this.#wanted = undefined;
      this.#begun = this.#sent = false;
    }

    #hear(event: FileEvent, rows: EditorRows): void {
      switch (event.kind) {
        case 'connecting':
          this.#sent = false;
          this.#show({ state: 'connecting', doing: event.doing, note: event.note });
          break;
        case 'document': {
          const { at, again } = event;
          this.#sent = false;
          const readOnly = at === null || context.link.role() !== 'speaker';
          // A page that was just opened shows what the talk is about now.
          const place = this.#begun ? undefined : this.#prepared()?.at;
          this.#begun = at !== null;
          rows.begin(at ?? { version: 0, text: '' }, { readOnly, again, at: place });
          this.#show(at ? { state: 'live' } : { state: 'waiting' });
          this.#send();
          break;
        }
        case 'updates':
          if (!rows.take(event.from, event.updates)) return this.#file?.again();
          this.#sent = false;
          this.#send();
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
      this.#say();
    }

    /** One message at a time: what is typed meanwhile goes with the next. */
    #send(): void {
      if (this.#sent || this.status?.state !== 'live') return;
      const out = this.rows?.outgoing();
      if (!out) return;
      const { demo, pane: file } = this.ref;
      this.#sent = context.link.send({ t: 'edit', demo, file, ...out });
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

    /** Shows what the file is after the steps that the deck has passed. */
    #replay(): void {
      const point = this.#prepared();
      if (point) this.rows?.show(point.text, point.at);
      this.#show({ state: point ? 'replay' : 'unavailable' });
    }

    /** Only of the very version that is on screen. */
    #faults() {
      const { version, exactly } = this.rows!.confirmed();
      const verdict = this.#verdict;
      return verdict.is === 'faulty' && exactly && verdict.version === version ? verdict.faults : [];
    }

    protected closeSource(): void {
      // The last keys are not lost when the slide is left at once.
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
      this.#say();
    }

    #say(): void {
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
