// Keeps lines of an editor in sight: its top line, or the place that it last scrolled to.
import { EditorSelection, StateEffect, StateField } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Fault } from '../../protocol/document.ts';

/** The least distance of a change from the upper and lower edge, in lines. */
const MARGIN_LINES = 2;
/** The same for a fault, whose message is below its line. */
const FAULT_LINES = 3;

const setPlace = StateEffect.define<number>();

/** The place that was last scrolled to, as an offset; null in a new text. */
export const place = StateField.define<number | null>({
  create: () => null,
  update(at, { changes, effects, newDoc }) {
    let now = at === null ? null : changes.mapPos(at);
    for (const effect of effects) if (effect.is(setPlace)) now = Math.min(effect.value, newDoc.length);
    return now;
  },
});

/** Scrolls to an offset, with some lines above it still in sight; `row` is the height of a line. */
export function bringToTop(at: number, row: number): StateEffect<unknown>[] {
  return [setPlace.of(at), EditorView.scrollIntoView(at, { y: 'start', yMargin: MARGIN_LINES * row })];
}

/** The same, but scrolls only as far as it must. */
export function bringIntoSight(at: number, row: number): StateEffect<unknown>[] {
  return [setPlace.of(at), EditorView.scrollIntoView(at, { yMargin: MARGIN_LINES * row })];
}

/**
 * Scrolls to the faults: always to an error, to a warning only if the last change stays in sight. Call before their
 * messages are shown, because those move the lines below them.
 */
export function bringFaults(view: EditorView, faults: readonly Fault[], row: number): StateEffect<unknown>[] {
  const fault = faults.find(({ level }) => level === 'error') ?? faults[0];
  if (!fault) return [];
  measure(view);
  const seen = placeInSight(view, row);
  // Someone types here: never scroll their caret away.
  if (view.hasFocus) return seen === undefined ? [] : [keepInSight(seen)];
  const { doc } = view.state;
  const { from } = doc.line(Math.min(Math.max(fault.from.line, 1), doc.lines));
  if (fault.level === 'warning' && seen !== undefined) return [keepInSight(seen, from)];
  return [EditorView.scrollIntoView(from, { yMargin: FAULT_LINES * row })];
}

/**
 * Keeps the same lines in sight while the height of a line changes. Call before the change.
 * @returns a function to call after the change, with the new height.
 */
export function holdSight(view: EditorView, row: number): (row: number) => void {
  // In lines, not in CodeMirror's heights: those may belong to the slide's new scale, before the code has got it.
  const top = view.scrollDOM.scrollTop / row;
  const seen = placeInSight(view, row);
  return (now) => {
    // If the text became lower, the browser has cut the scroll position, which CodeMirror would keep: set it again.
    measure(view);
    view.scrollDOM.scrollTop = top * now;
    if (seen !== undefined) view.dispatch({ effects: keepInSight(seen) });
  };
}

/** Makes CodeMirror measure its heights now, not in the next frame. */
function measure(view: EditorView): void {
  view.requestMeasure();
  // Looking up a block by height measures first; looking it up by offset doesn't.
  view.lineBlockAtHeight(0);
}

/** Scrolls so that `at` is in sight and, if there is room for both, `other`. */
function keepInSight(at: number, other = at): StateEffect<unknown> {
  return EditorView.scrollIntoView(EditorSelection.range(other, at), { yMargin: 0 });
}

/** The caret if the editor has the focus, else the place last scrolled to; undefined if neither is in sight now. */
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
