// The base of terminals and editors on a slide: when they open and close, where and how large they are.
import type { PaneRef, Source } from '../../protocol/pane.ts';
import { loadCellFonts } from './cell-font.ts';
import type { Frame } from './frame.ts';
import type { Grid } from './scaling.ts';

/**
 * `slide`: another slide is current. `fragment`: a fragment was shown or hidden. `layout`: something moved or resized.
 * `source`: a block's `BlockContext.source` may have changed.
 */
export type DeckChange = 'slide' | 'fragment' | 'layout' | 'theme' | 'source';

/** What a block needs from the deck around it. */
export type BlockContext = {
  /** True in a preview, whose blocks never open. */
  inert: boolean;
  /** The element that reveal scales. */
  scaled(): HTMLElement;
  isCurrent(element: Element): boolean;
  /** Whether this page may type; a viewer's may not. */
  mayType(): boolean;
  source(ref: PaneRef): Source;
  on(listener: (what: DeckChange) => void): () => void;
};

/** Draws a block's rows while it is open. */
export type BlockRows = {
  text(): string;
  /** Measures again; call after whatever moves or resizes the slide. */
  fit(): void;
  /** Sets the type size, relative to the one that shows all columns and rows. */
  magnify(factor: number): void;
  blur(): void;
  dispose(): void;
};

/** The element as other parts of the deck use it. */
export type DeckBlock = HTMLElement & {
  readonly ref: PaneRef;
  readonly text: string;
  /** Whether typed keys go somewhere: to a shell or into a file. Else the deck gets them. */
  readonly takesKeys: boolean;
  enlarged: boolean;
  /** One size up or down. */
  magnify(direction: 1 | -1): void;
  leave(): void;
};

/** Opens the rows in `box`, which is laid out and visible; `label` is their name for screen readers. */
export type DrawRows<S> = (box: HTMLElement, scaled: HTMLElement, grid: Grid, label: string) => S;

/** The default number of columns and rows, the fewest and the most. */
export type GridLimits = Record<'cols' | 'rows', readonly [usual: number, least: number, most: number]>;

/** The length of the fade between slides, in ms: a block stays drawn until its slide has faded out. */
const LEAVE_MS = 250;
const MAGNIFICATIONS = [1, 1.25, 1.5, 2];

export abstract class BlockElement<S extends BlockRows, F extends Pick<Frame, 'box' | 'cover'>>
  extends HTMLElement
  implements DeckBlock
{
  protected frame!: F;
  /** Set while the block is open, and until its slide has faded out. */
  protected rows: S | undefined;
  /** Its source while it is open. */
  protected source: Source | undefined;
  /** A new object for each opening, so that late results of an earlier one are dropped; undefined while closed. */
  #opening: object | undefined;
  #clearing: ReturnType<typeof setTimeout> | undefined;
  #magnification = 0;
  #off: (() => void) | undefined;
  #resized: ResizeObserver | undefined;

  protected abstract readonly context: BlockContext;
  protected abstract readonly limits: GridLimits;
  abstract readonly ref: PaneRef;
  abstract readonly takesKeys: boolean;

  /** Builds the frame into the element. */
  protected abstract build(title: string): F;
  /** Loads the drawing code, which is larger than the first slide and is loaded after it. */
  protected abstract load(): Promise<DrawRows<S>>;
  /** Called if that code can't be loaded. */
  protected abstract missing(): void;
  /** Closes the source before, if there is one, and feeds the rows from the one that is chosen now. */
  protected abstract openSource(): void;
  protected abstract closeSource(): void;
  /** Shows that nothing is open. */
  protected abstract idle(): void;

  get text(): string {
    return this.rows?.text() ?? '';
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
    if (!this.frame) this.#build();
    if (this.#off) return; // The element was only moved within the page.
    this.#off = this.context.on((what) => this.deckChanged(what));
    this.#resized = new ResizeObserver(() => this.rows?.fit());
    this.#resized.observe(this.frame.box);
    this.deckChanged('slide');
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
    // It may be a link in the frame that has the focus.
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && this.contains(activeElement)) activeElement.blur();
  }

  protected deckChanged(what: DeckChange): void {
    switch (what) {
      case 'slide':
        if (!this.context.inert && this.context.isCurrent(this)) void this.#open();
        else this.#close(LEAVE_MS);
        break;
      case 'layout':
        this.#layOut();
        break;
      case 'source':
        if (this.source && this.source !== this.context.source(this.ref)) this.openSource();
        break;
      // Subclasses handle these if they need to.
      case 'fragment':
      case 'theme':
        break;
      default:
        what satisfies never;
    }
  }

  #setMagnification(step: number): void {
    this.#magnification = Math.min(Math.max(step, 0), MAGNIFICATIONS.length - 1);
    this.rows?.magnify(MAGNIFICATIONS[this.#magnification]!);
  }

  #build(): void {
    const { cols, rows } = this.#grid();
    this.style.setProperty('--cols', String(cols));
    this.style.setProperty('--rows', String(rows));
    const title = this.getAttribute('title') || this.ref.pane;
    this.removeAttribute('title'); // The browser would show it as a tooltip over the slide.
    this.frame = this.build(title);
    this.idle();
  }

  #grid(): Grid {
    const read = (name: 'cols' | 'rows') => {
      const [usual, least, most] = this.limits[name];
      const value = Number(this.getAttribute(name) ?? usual);
      return Number.isInteger(value) ? Math.min(Math.max(value, least), most) : usual;
    };
    return { cols: read('cols'), rows: read('rows') };
  }

  async #open(): Promise<void> {
    if (this.#opening) return;
    const opening = {};
    this.#opening = opening;
    clearTimeout(this.#clearing);
    const draw = await this.load().catch(() => undefined);
    await loadCellFonts();
    if (opening !== this.#opening) return;
    if (!draw) return this.missing();
    this.rows?.dispose(); // The slide was left and shown again before it had faded out.
    this.#layOut();
    const label = this.getAttribute('aria-label') ?? '';
    this.rows = draw(this.frame.box, this.context.scaled(), this.#grid(), label);
    this.#setMagnification(this.#magnification);
    this.openSource();
  }

  #close(afterMs: number): void {
    if (!this.#opening) return;
    this.#opening = undefined;
    this.closeSource();
    this.source = undefined;
    if (this.enlarged) this.enlarged = false;
    this.rows?.blur();
    this.setAttribute('state', 'idle');
    const clear = () => {
      this.rows?.dispose();
      this.rows = undefined;
      this.idle();
    };
    if (afterMs > 0) this.#clearing = setTimeout(clear, afterMs);
    else clear();
  }

  #layOut(): void {
    this.frame.cover(this.enlarged ? this.context.scaled() : null);
    this.rows?.fit();
  }
}
