// <deck-editor demo file cols rows title>: a file on a slide, its state, and what feeds it. Draws no code: editor-view.ts.
import type { Verdict } from '../../../protocol/document.ts';
import type { PaneRef, Source } from '../drivers/driver.ts';
import { type FileEvent, type OpenedFile, openFile, type Wanted } from '../drivers/file.ts';
import type { Link } from '../link.ts';
import { loadCellFonts } from './cell-font.ts';
import { checkpointAfter, readCheckpoints } from './checkpoints.ts';
import { createEditorFrame, type EditorFrame, type EditorStatus } from './editor-frame.ts';
import type { EditorScreen } from './editor-view.ts';

/** What an editor needs of the deck around it. */
export type EditorContext = {
  /** A preview opens nothing, on no slide. */
  inert: boolean;
  link: Link;
  /** The element that reveal scales. */
  scaled(): HTMLElement;
  isCurrent(element: Element): boolean;
  source(ref: PaneRef): Source;
  /** The demo's steps that the deck has passed where it stands, in order. */
  passed(demo: string): string[];
  /** A few neutral words to the audience. */
  hint(text: string): void;
  /** `slide`: another slide is current. `fragment`: a step came or went. `layout`: something moved or resized. */
  on(listener: (what: 'slide' | 'fragment' | 'layout' | 'source') => void): () => void;
};

/** The element as other parts of the deck use it. */
export type DeckEditor = HTMLElement & {
  /** `pane` is the file's id: within a demo no pane has it. */
  readonly ref: PaneRef;
  readonly text: string;
  readonly status: EditorStatus | null;
  /** The editor itself while it is open, for tests: places, selection. */
  readonly view: EditorScreen['view'] | undefined;
  enlarged: boolean;
  magnify(direction: 1 | -1): void;
  leave(): void;
  readonly comparing: boolean;
  /** Shows what differs from what the file should be by now, and back. */
  compare(on?: boolean): void;
};

/** As long as the fade between slides, in ms: until then the leaving slide keeps its picture. */
const LEAVE_MS = 250;
const GRID = { cols: 80, rows: 16 } as const;
const MAGNIFICATIONS = [1, 1.25, 1.5, 2];

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
  return class extends HTMLElement implements DeckEditor {
    status: EditorStatus | null = null;
    #frame!: EditorFrame;
    #screen: EditorScreen | undefined;
    #file: OpenedFile | undefined;
    #source: Source | undefined;
    /** Counts openings, so that what was opened earlier and answers late is not heard. */
    #life = 0;
    #magnification = 0;
    #verdict: Verdict = { is: 'unchecked' };
    #wanted: Wanted | undefined;
    #comparing = false;
    /** Whether a text has been shown since the file was opened. */
    #begun = false;
    /** Whether what was typed has been sent and not come back yet. */
    #sent = false;
    #off: (() => void) | undefined;
    #resized: ResizeObserver | undefined;

    get ref(): PaneRef {
      return { demo: this.getAttribute('demo') ?? '', pane: this.getAttribute('file') ?? '' };
    }

    get text(): string {
      return this.#screen?.text() ?? '';
    }

    get view(): EditorScreen['view'] | undefined {
      return this.#screen?.view;
    }

    get comparing(): boolean {
      return this.#comparing;
    }

    get enlarged(): boolean {
      return this.hasAttribute('enlarged');
    }

    set enlarged(on: boolean) {
      this.toggleAttribute('enlarged', on);
      if (!on) this.#setMagnification(0);
      this.#layOut();
    }

    connectedCallback(): void {
      if (!this.#frame) this.#build();
      if (this.#off) return; // Moved within the page: everything goes on.
      this.#off = context.on((what) => this.#deckChanged(what));
      this.#resized = new ResizeObserver(() => this.#screen?.fit());
      this.#resized.observe(this.#frame.box);
      this.#deckChanged('slide');
    }

    disconnectedCallback(): void {
      queueMicrotask(() => {
        if (this.isConnected) return;
        this.#off?.();
        this.#off = undefined;
        this.#resized?.disconnect();
        this.#close(0);
      });
    }

    magnify(direction: 1 | -1): void {
      this.#setMagnification(this.#magnification + direction);
    }

    leave(): void {
      this.#screen?.blur();
    }

    compare(on = !this.#comparing): void {
      if (on && !this.#wanted) return context.hint('nothing to compare with');
      if (on && this.status?.state !== 'live') return;
      this.#comparing = on;
      this.#screen?.compare(on ? this.#wanted!.text : null);
      this.#say();
    }

    #setMagnification(step: number): void {
      this.#magnification = Math.min(Math.max(step, 0), MAGNIFICATIONS.length - 1);
      this.#screen?.magnify(MAGNIFICATIONS[this.#magnification]!);
    }

    #build(): void {
      const { cols, rows } = this.#grid();
      this.style.setProperty('--cols', String(cols));
      this.style.setProperty('--rows', String(rows));
      const title = this.getAttribute('title') || this.ref.pane;
      this.removeAttribute('title'); // The browser would show it as a tooltip over the slide.
      this.#frame = createEditorFrame(this, title);
      this.#show(null);
    }

    #grid() {
      const read = (name: 'cols' | 'rows') => {
        const value = Number(this.getAttribute(name));
        return Number.isInteger(value) && value > 0 ? value : GRID[name];
      };
      return { cols: read('cols'), rows: read('rows') };
    }

    #deckChanged(what: 'slide' | 'fragment' | 'layout' | 'source'): void {
      switch (what) {
        case 'slide':
          if (!context.inert && context.isCurrent(this)) void this.#open();
          else this.#close(LEAVE_MS);
          break;
        case 'fragment':
          if (this.#source === 'replay') this.#replay();
          break;
        case 'layout':
          this.#layOut();
          break;
        case 'source':
          if (this.#source && this.#source !== context.source(this.ref)) this.#openSource();
          break;
      }
    }

    async #open(): Promise<void> {
      if (this.#life % 2 === 1) return; // Odd lives are open.
      const life = ++this.#life;
      const code = await loadEditor().catch(() => undefined);
      await loadCellFonts();
      if (life !== this.#life) return;
      if (!code) return this.#show({ state: 'unavailable' });
      this.#screen?.dispose(); // Left and came back within the fade.
      this.#layOut();
      const label = this.getAttribute('aria-label') ?? '';
      this.#screen = code.openEditor(this.#frame.box, context.scaled(), this.#grid(), label, {
        changed: () => this.#say(),
        typed: () => this.#send(),
        refused: () => context.hint('too long to be put in at once'),
        closed: () => this.compare(false),
      });
      this.#setMagnification(this.#magnification);
      this.#openSource();
    }

    #openSource(): void {
      this.#file?.dispose();
      this.#file = undefined;
      this.#forget();
      this.#source = context.source(this.ref);
      if (this.#source === 'replay') return this.#replay();
      const { demo, pane: file } = this.ref;
      const screen = this.#screen!;
      let turn: OpenedFile | undefined;
      const opened = openFile(context.link, { demo, file }, (event) => {
        if (this.#screen === screen && (turn === undefined || this.#file === turn)) this.#hear(event, screen);
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

    #hear(event: FileEvent, screen: EditorScreen): void {
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
          screen.begin(at ?? { version: 0, text: '' }, { readOnly, again, at: place });
          this.#show(at ? { state: 'live' } : { state: 'waiting' });
          this.#send();
          break;
        }
        case 'updates':
          if (!screen.take(event.from, event.updates)) return this.#file?.again();
          this.#sent = false;
          this.#send();
          break;
        case 'verdict':
          this.#verdict = event.verdict;
          screen.setFaults(this.#faults());
          break;
        case 'wanted':
          this.#wanted = event.wanted;
          if (this.#comparing) screen.compare(event.wanted.text);
          break;
      }
      this.#say();
    }

    /** One message at a time: what is typed meanwhile goes with the next. */
    #send(): void {
      if (this.#sent || this.status?.state !== 'live') return;
      const out = this.#screen?.outgoing();
      if (!out) return;
      const { demo, pane: file } = this.ref;
      this.#sent = context.link.send({ t: 'edit', demo, file, ...out });
    }

    #prepared() {
      return checkpointAfter(readCheckpoints(this), context.passed(this.ref.demo));
    }

    /** Shows what the file is after the steps that the deck has passed. */
    #replay(): void {
      const point = this.#prepared();
      if (point) this.#screen?.show(point.text, point.at);
      this.#show({ state: point ? 'replay' : 'unavailable' });
    }

    /** Only of the very version that is on screen. */
    #faults() {
      const { version, exactly } = this.#screen!.confirmed();
      const verdict = this.#verdict;
      return verdict.is === 'faulty' && exactly && verdict.version === version ? verdict.faults : [];
    }

    #close(afterMs: number): void {
      if (this.#life % 2 === 0) return;
      const life = ++this.#life;
      if (this.enlarged) this.enlarged = false;
      // The last keys are not lost when the slide is left at once.
      this.#sent = false;
      this.#send();
      this.#file?.dispose();
      this.#file = undefined;
      this.#source = undefined;
      this.#screen?.blur();
      this.#forget();
      this.status = null;
      this.setAttribute('state', 'idle');
      const clear = () => {
        if (life !== this.#life) return;
        this.#screen?.dispose();
        this.#screen = undefined;
        this.#show(null);
      };
      if (afterMs > 0) setTimeout(clear, afterMs);
      else clear();
    }

    #show(status: EditorStatus | null): void {
      this.status = status;
      this.setAttribute('state', status?.state ?? 'idle');
      this.#say();
    }

    #say(): void {
      if (!this.#frame) return;
      const at = this.#screen?.confirmed() ?? { version: -1, exactly: false };
      const differs = this.#comparing && this.text !== this.#wanted?.text;
      this.#frame.show(this.status, {
        verdict: this.#verdict,
        version: at.exactly ? at.version : null,
        comparing: this.#comparing ? (differs ? 'different' : 'same') : null,
      });
    }

    #layOut(): void {
      this.#frame.cover(this.enlarged ? context.scaled() : null);
      this.#screen?.fit();
    }
  };
}
