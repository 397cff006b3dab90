// <deck-verdict demo pane>: the verifier's last verdict in that pane's terminal on the same slide.
import type { StepView } from '../../protocol/step.ts';
import { type DeckTerminal, isTerminal } from '../blocks/terminal.ts';
import type { RecordedText } from '../print/terminals.ts';
import './verdict.css';
import { readVerdict } from './log.ts';
import { drawVerdict } from './verdict-lines.ts';

/** Between two looks at a terminal that prints, in ms: a verdict comes once a build, a flood never ends. */
const LOOK_MS = 150;

defineVerdict();

/** Registers the element; importing this module does. */
function defineVerdict(): void {
  customElements.define(
    'deck-verdict',
    class extends HTMLElement {
      #slide: Element | null = null;
      #watched: DeckTerminal['terminal'];
      #off: { dispose(): void } | undefined;
      #timer: ReturnType<typeof setTimeout> | undefined;
      /** What is drawn, so that a screen reader hears it once. */
      #drawn = '';
      /** The pane was just opened here, so what it shows was said earlier: after a reload, or in a second window. */
      #old = true;
      /** Of the demo's steps in this pane and in the code on this slide the last one that began is an edit. */
      #edited = false;

      connectedCallback(): void {
        this.setAttribute('role', 'status');
        this.#slide = this.closest('section');
        this.#slide?.addEventListener('deck:terminal', this.#changed);
        window.addEventListener('deck:step', this.#stepped);
        this.addEventListener('deck:recorded', this.#recorded);
        this.#changed();
      }

      disconnectedCallback(): void {
        this.#slide?.removeEventListener('deck:terminal', this.#changed);
        window.removeEventListener('deck:step', this.#stepped);
        this.removeEventListener('deck:recorded', this.#recorded);
        this.#off?.dispose();
        this.#off = this.#watched = undefined;
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }

      #pane(): DeckTerminal | undefined {
        const [demo, pane] = [this.getAttribute('demo'), this.getAttribute('pane')];
        return [...(this.#slide?.querySelectorAll('deck-terminal') ?? [])]
          .filter(isTerminal)
          .find(({ ref }) => ref.demo === demo && ref.pane === pane);
      }

      /** The pane was opened, closed, or given another driver. */
      readonly #changed = (): void => {
        const terminal = this.#pane()?.terminal;
        if (terminal !== this.#watched) {
          this.#off?.dispose();
          this.#watched = terminal;
          this.#old = true;
          this.#off = terminal?.onWriteParsed(() => this.#lookSoon());
        }
        this.#lookSoon();
      };

      /**
       * Once the code on the same slide is changed, what was said of it before makes room for it. A page that is
       * loaded hears of the steps so far in their order.
       */
      readonly #stepped = (event: Event): void => {
        const { demo, pane, state } = (event as CustomEvent<StepView>).detail;
        if (state === 'waiting' || state === 'skipped') return;
        const editor = `deck-editor[demo="${demo}"][file="${pane}"]`;
        if (this.getAttribute('demo') === demo && this.getAttribute('pane') === pane) this.#edited = false;
        else if (state !== 'unmet' && this.#slide?.querySelector(editor)) {
          this.#edited = true;
          this.toggleAttribute('past', true);
        }
      };

      /** On paper there is no terminal to look at, only what it showed. */
      readonly #recorded = (event: Event): void => {
        const verdict = readVerdict((event as CustomEvent<RecordedText>).detail.text);
        this.#drawn = JSON.stringify(verdict);
        drawVerdict(this, verdict);
      };

      #lookSoon(): void {
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.#look();
        }, LOOK_MS);
      }

      #look(): void {
        // What a pane showed when its slide was left stays until it is open again.
        if (!this.#watched && this.#drawn) return;
        const text = this.#pane()?.text ?? '';
        const verdict = readVerdict(text);
        const old = this.#old;
        if (text.trim() !== '') this.#old = false;
        const drawn = JSON.stringify(verdict);
        if (drawn === this.#drawn) return;
        this.#drawn = drawn;
        this.toggleAttribute('past', old && this.#edited);
        drawVerdict(this, verdict);
      }
    },
  );
}
