// <deck-steps demo>: the step rail, which shows the audience what is done and what runs, never what failed.
import type { StepState } from '../../protocol/step.ts';

/** What the rail needs from the deck around it. */
export type StepsContext = {
  state(demo: string, step: string): StepState;
  /** What was typed instead of the step's command; undefined if nothing was. */
  instead(demo: string, step: string): string | undefined;
  /** Calls the listener whenever a step or a shown fragment may have changed. */
  on(listener: () => void): () => void;
};

/** How a step looks to the audience. */
export type RailState = 'later' | 'now' | 'done';

/**
 * Every step that has begun counts as done, except the last one: it stays open so that people can read the command
 * whose output they see. Only the speaker sees whether a step was met.
 *
 * @param steps in the rail's order; `shown`: the deck has passed the step.
 */
export function railStates(steps: readonly { state: StepState; shown: boolean }[]): RailState[] {
  const begun = steps.map(({ state, shown }) => state !== 'waiting' || shown);
  const busy = steps.findLastIndex(({ state }) => state === 'typing' || state === 'running');
  const now = busy >= 0 ? busy : begun.lastIndexOf(true);
  return begun.map((b, i) => (i === now ? 'now' : b ? 'done' : 'later'));
}

/** Registers the element; once per page. */
export function defineSteps(context: StepsContext): void {
  customElements.define(
    'deck-steps',
    class extends HTMLElement {
      #off: (() => void) | undefined;
      readonly #commands = new Map<Element, string>();

      connectedCallback(): void {
        const steps = this.#steps();
        steps.forEach((step, i) => {
          step.querySelector('.deck-step-number')?.replaceChildren(String(i + 1));
        });
        this.#off = context.on(() => this.#update());
        this.#update();
      }

      disconnectedCallback(): void {
        this.#off?.();
      }

      #steps(): HTMLElement[] {
        return [...this.querySelectorAll<HTMLElement>('.deck-step')];
      }

      #update(): void {
        const steps = this.#steps();
        const known = steps.map((step) => ({
          state: context.state(step.dataset.demo ?? '', step.dataset.step ?? ''),
          shown: step.classList.contains('visible'),
        }));
        const rail = railStates(known);
        steps.forEach((step, i) => {
          step.dataset.rail = rail[i];
          const { state } = known[i]!;
          step.toggleAttribute('data-busy', state === 'typing' || state === 'running');
          this.#showCommand(step, context.instead(step.dataset.demo ?? '', step.dataset.step ?? ''));
        });
      }

      /** Shows the command that was really typed, which may not be the prepared one. */
      #showCommand(step: HTMLElement, instead: string | undefined): void {
        step.toggleAttribute('data-instead', instead !== undefined);
        const command = step.querySelector('.deck-step-command');
        if (!command) return;
        const own = this.#commands.get(command) ?? command.textContent ?? '';
        this.#commands.set(command, own);
        if (command.textContent !== (instead ?? own)) command.textContent = instead ?? own;
      }
    },
  );
}
