// <deck-steps demo>: the step rail, which shows the audience what ran, what runs and what is from a recording.
import { oneLine } from '../../protocol/one-line.ts';
import type { StepView } from '../../protocol/step.ts';

/** What the rail needs from the deck around it. */
export type StepsContext = {
  /** What is known of a step; null in a preview, which knows nothing. */
  step(demo: string, step: string): StepView | null;
  /** Calls the listener whenever a step or a shown fragment may have changed. */
  on(listener: () => void): () => void;
};

/**
 * How a step looks to the audience. `place`: `now` is open, so that people can read its command. `mark`: `tick` ran and
 * was met; `dash` did not run, or was not met, which only the speaker can tell apart; `hollow` is from a recording;
 * `dots` begins by itself in a moment.
 */
export type RailStep = {
  place: 'later' | 'now' | 'done';
  mark: 'number' | 'dots' | 'tick' | 'dash' | 'hollow';
  busy: boolean;
};

type Known = {
  view: Pick<StepView, 'state' | 'how' | 'held' | 'instead' | 'command'> | null;
  shown: boolean;
};

/** @param steps in the rail's order; `shown`: the deck has passed the step. */
export function railSteps(steps: readonly Known[]): RailStep[] {
  const busy = steps.map(({ view }) => view?.state === 'typing' || view?.state === 'running');
  const begun = steps.map(({ view, shown }) => shown || (view !== null && view.state !== 'waiting'));
  const now = busy.includes(true) ? busy.lastIndexOf(true) : begun.lastIndexOf(true);
  return steps.map((step, i) => ({
    place: i === now ? 'now' : begun[i] ? 'done' : 'later',
    mark: markOf(step),
    busy: busy[i]!,
  }));
}

function markOf({ view, shown }: Known): RailStep['mark'] {
  if (!view) return 'number';
  if (view.held) return 'dots';
  switch (view.state) {
    case 'typing':
    case 'running':
      return 'number';
    case 'unmet':
    case 'skipped':
      return 'dash';
    case 'met':
      return view.how === 'recording' ? 'hollow' : 'tick';
    case 'waiting':
      if (!shown) return 'number';
      return view.how === 'recording' ? 'hollow' : 'dash';
  }
}

/**
 * What ran did run, though a new server, or a shell that was started anew, knows nothing of it. The deck forgets it when
 * it goes back before the step.
 * @param past how the step was known before.
 */
export function keepEnded(past: Known | undefined, now: Known): Known {
  const ended = past?.view && ['met', 'unmet', 'skipped'].includes(past.view.state);
  const lost = now.shown && now.view?.state === 'waiting' && !now.view.held && now.view.how === undefined;
  return ended && lost ? past : now;
}

/** The marks in words, for screen readers. */
const WORDS: Record<Exclude<RailStep['mark'], 'number'>, string> = {
  dots: 'in a moment',
  tick: 'done',
  dash: 'not run',
  hollow: 'recorded',
};

/** Registers the element; once per page. */
export function defineSteps(context: StepsContext): void {
  customElements.define(
    'deck-steps',
    class extends HTMLElement {
      #off: (() => void) | undefined;
      readonly #commands = new Map<Element, string>();
      #known: Known[] = [];

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
        const known = steps.map((step, i) =>
          keepEnded(this.#known[i], {
            view: context.step(step.dataset.demo ?? '', step.dataset.step ?? ''),
            shown: step.classList.contains('visible'),
          }),
        );
        this.#known = known;
        const rail = railSteps(known);
        steps.forEach((step, i) => {
          const { place, mark, busy } = rail[i]!;
          step.dataset.rail = place;
          step.dataset.mark = mark;
          step.toggleAttribute('data-busy', busy);
          this.#name(step, mark);
          this.#showCommand(step, known[i]!.view);
        });
      }

      #name(step: HTMLElement, mark: RailStep['mark']): void {
        const number = step.querySelector('.deck-step-number');
        if (mark === 'number') {
          number?.removeAttribute('role');
          number?.removeAttribute('aria-label');
        } else {
          number?.setAttribute('role', 'img');
          number?.setAttribute('aria-label', WORDS[mark]);
        }
      }

      /** Shows the command that really ran, or will run, which may not be the one that the slide was built with. */
      #showCommand(step: HTMLElement, view: Known['view']): void {
        const instead = view?.instead;
        step.toggleAttribute('data-instead', instead !== undefined);
        const command = step.querySelector('.deck-step-command');
        if (!command) return;
        const own = this.#commands.get(command) ?? command.textContent ?? '';
        this.#commands.set(command, own);
        const ours = instead ?? view?.command;
        const text = ours === undefined ? own : oneLine(ours);
        if (command.textContent !== text) command.textContent = text;
      }
    },
  );
}
