// <deck-terminal demo pane cols rows title>: a pane on a slide, its state, and the driver behind it. Draws no text itself; its frame is terminal-frame.ts.
import type { Driver, DriverEvent, OpenDriver, PaneRef, PaneStatus, Source } from '../drivers/driver.ts';
import { loadCellFonts } from './cell-font.ts';
import type { ThemeName } from './palette.ts';
import type { Screen } from './screen.ts';
import { createFrame, type TerminalFrame } from './terminal-frame.ts';

/** The attribute `state` of the element; tests and scripts rely on the words. */
export type TerminalState = 'idle' | PaneStatus['state'];

/** What a terminal needs of the deck around it. */
export type TerminalContext = {
  /** A preview starts nothing, on no slide. */
  inert: boolean;
  /** The element that reveal scales. */
  scaled(): HTMLElement;
  isCurrent(element: Element): boolean;
  source(ref: PaneRef): Source;
  driver(source: Source): OpenDriver;
  failed(ref: PaneRef, reason: { why: string; mend: string }): void;
  theme(): ThemeName;
  /** `slide`: another slide is current. `layout`: something moved or resized. `source`: see `source()`. */
  on(listener: (what: 'slide' | 'layout' | 'theme' | 'source') => void): () => void;
};

/** As long as the fade between slides, in milliseconds: until then the leaving slide keeps its picture. */
const LEAVE_MS = 250;
const NOT_LOADED = { why: 'the code of the terminals could not be loaded', mend: 'reload the page' };
const GRID = { cols: [97, 20, 300], rows: [9, 4, 100] } as const;
const MAGNIFICATIONS = [1, 1.25, 1.5, 2];

/** The element as other parts of the deck use it. */
export type DeckTerminal = HTMLElement & {
  readonly ref: PaneRef;
  /** Scrollback and screen: soft-wrapped rows joined, trailing blanks cut, rows separated by \n. */
  readonly text: string;
  readonly status: PaneStatus | null;
  /** xterm.js, while the pane is open. */
  readonly terminal: Screen['terminal'] | undefined;
  enlarged: boolean;
  /** One size up or down; above the first the view follows the cursor. */
  magnify(direction: 1 | -1): void;
  leave(): void;
};

/** xterm.js is the larger half of the page's code, and the first slide has no terminal: it comes after that slide. */
export const loadScreen = () => import('./screen.ts');

export function isTerminal(element: Element | null | undefined): element is DeckTerminal {
  return element?.localName === 'deck-terminal';
}

/** Registers the element; once per page. */
export function defineTerminal(context: TerminalContext): void {
  customElements.define('deck-terminal', terminalClass(context));
}

function terminalClass(context: TerminalContext) {
  return class extends HTMLElement implements DeckTerminal {
    status: PaneStatus | null = null;
    #frame!: TerminalFrame;
    #screen: Screen | undefined;
    #driver: Driver | undefined;
    /** Counts openings, so that what was opened earlier and answers late is not heard. */
    #life = 0;
    #magnification = 0;
    #source: Source | undefined;
    #off: (() => void) | undefined;
    #resized: ResizeObserver | undefined;

    get ref(): PaneRef {
      return { demo: this.getAttribute('demo') ?? '', pane: this.getAttribute('pane') ?? '' };
    }

    get text(): string {
      return this.#screen?.text() ?? '';
    }

    /** The xterm.js terminal while the pane is open; tests and benchmarks look at its cells. */
    get terminal(): Screen['terminal'] | undefined {
      return this.#screen?.terminal;
    }

    /** What is selected in the pane; empty for nothing. */
    get selection(): string {
      return this.#screen?.selection() ?? '';
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
      this.#frame = createFrame(this, title, this.ref.demo);
      this.#show(null);
    }

    #grid() {
      const read = (name: 'cols' | 'rows') => {
        const [usual, least, most] = GRID[name];
        const value = Number(this.getAttribute(name) ?? usual);
        return Number.isInteger(value) ? Math.min(Math.max(value, least), most) : usual;
      };
      return { cols: read('cols'), rows: read('rows') };
    }

    #deckChanged(what: 'slide' | 'layout' | 'theme' | 'source'): void {
      switch (what) {
        case 'slide':
          if (!context.inert && context.isCurrent(this)) void this.#open();
          else this.#close(LEAVE_MS);
          break;
        case 'layout':
          this.#layOut();
          break;
        case 'theme':
          this.#screen?.setTheme(context.theme());
          break;
        case 'source':
          if (this.#screen && this.#source !== context.source(this.ref)) this.#openDriver();
          break;
      }
    }

    async #open(): Promise<void> {
      if (this.#life % 2 === 1) return; // Odd lives are open.
      const life = ++this.#life;
      const screen = await loadScreen().catch(() => undefined);
      await loadCellFonts();
      if (life !== this.#life) return;
      if (!screen) return this.#show({ state: 'unavailable', reason: NOT_LOADED });
      this.#screen?.dispose(); // Left and came back within the fade.
      this.#layOut();
      const label = this.getAttribute('aria-label') ?? '';
      const [grid, theme] = [this.#grid(), context.theme()];
      this.#screen = screen.openScreen(this.#frame.box, context.scaled(), grid, theme, label, {
        input: (data) => this.#driver?.input(data),
        key: (event) => this.#key(event),
      });
      this.#setMagnification(this.#magnification);
      this.#openDriver();
    }

    #openDriver(): void {
      const screen = this.#screen!;
      this.#driver?.dispose();
      const source = context.source(this.ref);
      this.#source = source;
      const turn = {};
      this.#turn = turn;
      const driver = context.driver(source)(this.ref, (event) => {
        if (this.#turn === turn && this.#screen === screen) this.#hear(event, screen);
      });
      if (this.#turn === turn) this.#driver = driver;
      else driver.dispose(); // Its first event already led to another source.
    }
    #turn: object | undefined;

    #hear(event: DriverEvent, screen: Screen): void {
      switch (event.kind) {
        case 'output':
          screen.write(event.data, event.parsed);
          break;
        case 'snapshot':
          screen.restore(event.data, event.tail, event.shown);
          break;
        case 'screen':
          screen.replace(event.data, event.parsed);
          break;
        case 'status':
          if (event.status.state === 'unavailable' && this.#source === 'live') {
            context.failed(this.ref, event.status.reason);
            if (context.source(this.ref) === 'replay') return; // The recording takes over.
          }
          this.#show(event.status);
          break;
      }
    }

    #close(afterMs: number): void {
      if (this.#life % 2 === 0) return;
      const life = ++this.#life;
      this.#turn = undefined;
      this.#driver?.dispose();
      this.#driver = undefined;
      this.#source = undefined;
      if (this.enlarged) this.enlarged = false;
      this.#screen?.blur();
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

    #show(status: PaneStatus | null): void {
      this.status = status;
      const state: TerminalState = status?.state ?? 'idle';
      this.setAttribute('state', state);
      // Words on an empty pane, not across what an earlier driver showed.
      if (this.#frame.show(status)) this.#screen?.replace('');
      this.dispatchEvent(
        new CustomEvent('deck:terminal', { bubbles: true, detail: { ...this.ref, status } }),
      );
    }

    #layOut(): void {
      this.#frame.cover(this.enlarged ? context.scaled() : null);
      this.#screen?.fit();
    }

    #key(event: KeyboardEvent): boolean {
      if (event.type !== 'keydown') return true;
      if (event.ctrlKey && !event.shiftKey && !event.altKey && event.code === 'KeyC') {
        return !this.#screen?.selection(); // The browser then copies; xterm gives it the selection.
      }
      if (event.shiftKey && (event.key === 'PageUp' || event.key === 'PageDown')) {
        if (!this.#screen?.alternate()) return true; // xterm scrolls back and forth.
        event.preventDefault();
        this.#driver?.input(event.key === 'PageUp' ? '\u001b[5~' : '\u001b[6~');
        return false;
      }
      if (this.status?.state === 'exited') {
        if (event.key === 'Enter') this.#driver?.restart();
        return false;
      }
      return true;
    }
  };
}
