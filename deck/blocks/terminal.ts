// <deck-terminal demo pane cols rows title>: a pane on a slide, its state, and the driver behind it.
import type { PaneRef, Source } from '../../protocol/pane.ts';
import type { Driver, DriverEvent, OpenDriver, PaneStatus } from '../drivers/driver.ts';
import { usualKey } from '../keys/key-name.ts';
import { hasKeyboardLock } from '../keys/keys.ts';
import { type BlockContext, BlockElement, type DeckBlock, type DeckChange, type DrawRows } from './block.ts';
import type { ThemeName } from './palette.ts';
import { createFrame, type TerminalFrame } from './terminal-frame.ts';
import type { TerminalView } from './terminal-view.ts';

/** The attribute `state` of the element; tests and scripts rely on the words. */
export type TerminalState = 'idle' | PaneStatus['state'];

/** What a terminal needs from the deck around it. */
export type TerminalContext = BlockContext & {
  driver(source: Source): OpenDriver;
  failed(ref: PaneRef, reason: { why: string; fix: string }): void;
  theme(): ThemeName;
};

/** While a pane is doing this, what is typed goes to its shell later, or is what the speaker was about to type. */
const TYPED_AHEAD: readonly string[] = ['connecting', 'reconnecting', 'starting'];

const NOT_LOADED = { why: 'the code of the terminals could not be loaded', fix: 'reload the page' };

/** The element as other parts of the deck use it; `text` is scrollback and screen: soft-wrapped rows joined, trailing
 * blanks cut, rows separated by \n. */
export type DeckTerminal = DeckBlock & {
  readonly status: PaneStatus | null;
  /** xterm.js, while the pane is open. */
  readonly terminal: TerminalView['terminal'] | undefined;
};

/** Loads xterm.js, the larger half of the page's code, which is loaded after the first slide. */
export const loadTerminalView = () => import('./terminal-view.ts');

/** Whether it is a working terminal; on paper the element is never registered and stays an empty box. */
export function isTerminal(element: Element | null | undefined): element is DeckTerminal {
  return element?.localName === 'deck-terminal' && 'ref' in element;
}

/** Registers the element; once per page. */
export function defineTerminal(context: TerminalContext): void {
  customElements.define('deck-terminal', terminalClass(context));
}

function terminalClass(context: TerminalContext) {
  return class extends BlockElement<TerminalView, TerminalFrame> implements DeckTerminal {
    status: PaneStatus | null = null;
    protected readonly context = context;
    protected readonly limits = { cols: [97, 20, 300], rows: [9, 4, 100] } as const;
    #driver: Driver | undefined;
    #turn: object | undefined;

    get ref(): PaneRef {
      return { demo: this.getAttribute('demo') ?? '', pane: this.getAttribute('pane') ?? '' };
    }

    get takesKeys(): boolean {
      if (!this.status || !context.mayType()) return false;
      const { state } = this.status;
      if (state === 'connecting') return TYPED_AHEAD.includes(this.status.doing);
      return state === 'live' || state === 'exited';
    }

    /** The xterm.js terminal while the pane is open; tests and benchmarks look at its cells. */
    get terminal(): TerminalView['terminal'] | undefined {
      return this.rows?.terminal;
    }

    /** The selected text; empty if nothing is selected. */
    get selection(): string {
      return this.rows?.selection() ?? '';
    }

    protected build(title: string): TerminalFrame {
      return createFrame(this, title, this.ref.demo);
    }

    protected async load(): Promise<DrawRows<TerminalView>> {
      const { openTerminalView } = await loadTerminalView();
      return (box, scaled, grid, label) =>
        openTerminalView(box, scaled, grid, context.theme(), label, {
          input: (data) => this.#driver?.input(data),
          key: (event) => this.#key(event),
        });
    }

    protected missing(): void {
      this.#show({ state: 'unavailable', reason: NOT_LOADED });
    }

    protected idle(): void {
      this.#show(null);
    }

    protected override deckChanged(what: DeckChange): void {
      if (what === 'theme') this.rows?.setTheme(context.theme());
      else super.deckChanged(what);
    }

    protected openSource(): void {
      const rows = this.rows!;
      this.#driver?.dispose();
      const source = context.source(this.ref);
      this.source = source;
      const turn = {};
      this.#turn = turn;
      const driver = context.driver(source)(this.ref, (event) => {
        if (this.#turn === turn && this.rows === rows) this.#receive(event, rows);
      });
      if (this.#turn === turn) this.#driver = driver;
      else driver.dispose(); // Its first event already led to another source.
    }

    protected closeSource(): void {
      this.#turn = undefined;
      this.#driver?.dispose();
      this.#driver = undefined;
      this.status = null;
    }

    #receive(event: DriverEvent, rows: TerminalView): void {
      switch (event.kind) {
        case 'output':
          rows.write(event.data, event.parsed);
          break;
        case 'screen':
          rows.restore(event.data, event.tail, event.shown);
          break;
        case 'replace':
          rows.replace(event.data, event.parsed);
          break;
        case 'status':
          if (event.status.state === 'unavailable' && this.source === 'live') {
            context.failed(this.ref, event.status.reason);
            if (context.source(this.ref) === 'replay') return; // The recording takes over.
          }
          this.#show(event.status);
          break;
        default:
          event satisfies never;
      }
    }

    #show(status: PaneStatus | null): void {
      this.status = status;
      const state: TerminalState = status?.state ?? 'idle';
      this.setAttribute('state', state);
      // The note needs an empty pane: remove what an earlier driver showed.
      if (this.frame.show(status)) this.rows?.replace('');
      this.dispatchEvent(
        new CustomEvent('deck:terminal', { bubbles: true, detail: { ...this.ref, status } }),
      );
    }

    /** Whether the terminal gets the key; a key that it doesn't get and that isn't prevented is the browser's. */
    #key(event: KeyboardEvent): boolean {
      if (event.type !== 'keydown') return this.takesKeys;
      const { ctrlKey, shiftKey, altKey, metaKey } = event;
      if (ctrlKey && !altKey && !metaKey && usualKey(event) === 'c') {
        const selected = this.rows?.selection() !== '';
        if (shiftKey) {
          event.preventDefault(); // It would open developer tools.
          if (selected) document.execCommand('copy');
          return false;
        }
        if (selected) return false; // The browser copies.
      }
      if (shiftKey && (event.key === 'PageUp' || event.key === 'PageDown')) {
        if (!this.rows?.alternate()) return true; // xterm scrolls.
        event.preventDefault();
        this.#driver?.input(event.key === 'PageUp' ? '\u001b[5~' : '\u001b[6~');
        return false;
      }
      if (event.key === 'F11' && !hasKeyboardLock()) return false; // The window's full screen.
      if (this.status?.state === 'exited' && context.mayType()) {
        // A hand that goes on typing must not close the window or open another one.
        if (ctrlKey) event.preventDefault();
        if (event.key === 'Enter' && !event.repeat) this.#driver?.restart();
        return false;
      }
      return this.takesKeys;
    }
  };
}
