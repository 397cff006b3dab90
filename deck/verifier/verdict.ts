// <deck-verdict demo pane>: the verifier's last verdict in that pane on the same slide.
import type { StepView } from '../../protocol/step.ts';
import { type DeckTerminal, isTerminal } from '../blocks/terminal.ts';
import type { RecordedText } from '../print/terminals.ts';
import './verdict.css';
import { readVerdict } from './log.ts';
import { drawVerdict } from './verdict-lines.ts';

/** The least time between two reads of a terminal's text, in ms: output may never stop, but verdicts are rare. */
const LOOK_MS = 150;

defineVerdict();

/** Registers the element; importing this module calls it. */
function defineVerdict(): void {
  customElements.define(
    'deck-verdict',
    class extends HTMLElement {
      #slide: Element | null = null;
      #watched: DeckTerminal['terminal'];
      #off: { dispose(): void } | undefined;
      #timer: ReturnType<typeof setTimeout> | undefined;
      /** The verdict that is drawn, so that screen readers announce each one only once. */
      #drawn = '';
      /** The pane was just opened here, after a reload or in a second window, so a verdict in it is from earlier. */
      #old = true;
      /** Whether the code on this slide was edited after the last step in this pane. */
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

      /** The pane was opened or closed, or has a new driver. */
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
       * When a step edits the code on the same slide, the old verdict makes room for it. A page that has just loaded
       * gets the earlier steps in order.
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

      /** On paper there is no terminal, only its text. */
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
        // When the slide is left, its verdict stays until the pane is open again.
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
