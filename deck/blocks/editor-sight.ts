// Which lines of an editor are in sight, and how they stay there: the top line, or the place last scrolled to.
import { EditorSelection, StateEffect, StateField } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Fault } from '../../protocol/document.ts';

/** How far what has just been changed is kept from the upper and lower edge, in lines. */
const MARGIN_LINES = 2;
/** The same for what the compiler says, which stands below its line. */
const FAULT_LINES = 3;

const setPlace = StateEffect.define<number>();

/** The place that was last brought into sight, as an offset; null in a new text. */
export const place = StateField.define<number | null>({
  create: () => null,
  update(at, { changes, effects, newDoc }) {
    let now = at === null ? null : changes.mapPos(at);
    for (const effect of effects) if (effect.is(setPlace)) now = Math.min(effect.value, newDoc.length);
    return now;
  },
});

/** What begins at an offset is seen, and some lines above it; `row` is the height of a line. */
export function bringToTop(at: number, row: number): StateEffect<unknown>[] {
  return [setPlace.of(at), EditorView.scrollIntoView(at, { y: 'start', yMargin: MARGIN_LINES * row })];
}

/** Scrolls no further than it has to. */
export function bringIntoSight(at: number, row: number): StateEffect<unknown>[] {
  return [setPlace.of(at), EditorView.scrollIntoView(at, { yMargin: MARGIN_LINES * row })];
}

/**
 * What is in sight once the compiler's words for these faults are laid in: an error in any case; a warning as far as
 * what was just changed stays. Call before they are: words move the lines below them.
 */
export function bringFaults(view: EditorView, faults: readonly Fault[], row: number): StateEffect<unknown>[] {
  const fault = faults.find(({ level }) => level === 'error') ?? faults[0];
  if (!fault) return [];
  measure(view);
  const seen = placeInSight(view, row);
  // Whoever types is not taken elsewhere.
  if (view.hasFocus) return seen === undefined ? [] : [keepInSight(seen)];
  const { doc } = view.state;
  const { from } = doc.line(Math.min(Math.max(fault.from.line, 1), doc.lines));
  if (fault.level === 'warning' && seen !== undefined) return [keepInSight(seen, from)];
  return [EditorView.scrollIntoView(from, { yMargin: FAULT_LINES * row })];
}

/**
 * Keeps what is in sight while the height of a line changes. Call before it does.
 * @returns what to call with the new height, when it has changed.
 */
export function holdSight(view: EditorView, row: number): (row: number) => void {
  // In lines and not as CodeMirror knows them: it may have measured at a scale that the slide has and the code has not yet.
  const top = view.scrollDOM.scrollTop / row;
  const seen = placeInSight(view, row);
  return (now) => {
    // A browser cuts what it was scrolled by where the text has become lower, and CodeMirror would go on from there.
    measure(view);
    view.scrollDOM.scrollTop = top * now;
    if (seen !== undefined) view.dispatch({ effects: keepInSight(seen) });
  };
}

/** Makes the heights known as they are now, not as they will be in the next frame. */
function measure(view: EditorView): void {
  view.requestMeasure();
  // Reading by height measures first what is to be measured; reading by offset doesn't.
  view.lineBlockAtHeight(0);
}

/** `at`, and as far as there is room for both, the line of `other`. */
function keepInSight(at: number, other = at): StateEffect<unknown> {
  return EditorView.scrollIntoView(EditorSelection.range(other, at), { yMargin: 0 });
}

/** The caret of whoever types, else the place that was brought into sight; undefined when neither is seen now. */
function placeInSight(view: EditorView, row: number): number | undefined {
  const { state, hasFocus, scrollDOM } = view;
  const places = [hasFocus ? state.selection.main.head : null, state.field(place)];
  return places
    .filter((at) => at !== null)
    .find((at) => {
      const middle = view.lineBlockAt(at).top / view.scaleY + row / 2 - scrollDOM.scrollTop;
      return middle > 0 && middle < scrollDOM.clientHeight;
    });
}
