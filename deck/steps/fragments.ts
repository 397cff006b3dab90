// Reads a slide's fragments: which are shown, which come next, and which are steps.

/** A fragment that is a prepared step. */
export type StepFragment = { demo: string; step: string; index: number; shown: boolean };

/** What Next would show. */
export type NextFragment = { kind: 'none' } | { kind: 'fragment' } | ({ kind: 'step' } & StepFragment);

function readIndex(fragment: Element): number {
  return Number(fragment.getAttribute('data-fragment-index') ?? 0);
}

function asStep(fragment: Element): StepFragment | null {
  const demo = fragment.getAttribute('data-demo');
  const step = fragment.getAttribute('data-step');
  if (!demo || !step) return null;
  return { demo, step, index: readIndex(fragment), shown: fragment.classList.contains('visible') };
}

/** A slide's steps in the order in which Next shows them. */
export function stepsOf(slide: Element): StepFragment[] {
  return [...slide.querySelectorAll('.fragment[data-step]')]
    .map(asStep)
    .filter((step) => step !== null)
    .sort((a, b) => a.index - b.index);
}

/** What Next would show on a slide; if several fragments appear together and one is a step, the step. */
export function nextFragment(slide: Element): NextFragment {
  const hidden = [...slide.querySelectorAll('.fragment:not(.disabled):not(.visible)')];
  if (hidden.length === 0) return { kind: 'none' };
  const index = Math.min(...hidden.map(readIndex));
  for (const fragment of hidden) {
    const step = readIndex(fragment) === index ? asStep(fragment) : null;
    if (step) return { kind: 'step', ...step };
  }
  return { kind: 'fragment' };
}

/** The demo's steps that are shown on `slide` or are on a slide before it, in order. */
export function passedSteps(slides: Element, slide: Element, demo: string): string[] {
  const all: string[] = [];
  for (const fragment of slides.querySelectorAll(`.fragment[data-step][data-demo="${CSS.escape(demo)}"]`)) {
    const passed = slide.contains(fragment)
      ? fragment.classList.contains('visible')
      : Boolean(slide.compareDocumentPosition(fragment) & Node.DOCUMENT_POSITION_PRECEDING);
    if (passed) all.push(fragment.getAttribute('data-step')!);
  }
  return all;
}
