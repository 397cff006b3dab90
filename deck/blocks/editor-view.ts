// One CodeMirror editor, drawn unscaled and to the pixel inside a scaled slide.
import { unifiedMergeView } from '@codemirror/merge';
import { Compartment, EditorState, Text, type Transaction } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { difference } from '../../protocol/difference.ts';
import { DECK, type DocumentUpdate, type Fault } from '../../protocol/document.ts';
import { randomName } from '../link/random-name.ts';
import { measureChar } from './cell-font.ts';
import { faults, setFaults } from './editor-faults.ts';
import { limitText } from './editor-limit.ts';
import { look } from './editor-look.ts';
import { otherCaret, setOtherCaret } from './editor-mark.ts';
import { bringFaults, bringIntoSight, bringToTop, holdSight, place } from './editor-sight.ts';
import { drawnScale, fitGrid, type Grid } from './scaling.ts';
import {
  confirmed,
  confirmedText,
  type Outgoing,
  outgoing,
  type ServerText,
  sharedText,
  textOf,
  transactionFor,
  unsaved,
} from './shared-text.ts';

/** Columns for the line numbers, in addition to the code's own. */
const GUTTER_COLS = 4;

/** How long the caret of someone else stays after their last key, in ms. */
const OTHER_CARET_MS = 1500;

export type EditorEvents = {
  /** The text has changed, here or elsewhere. */
  changed(): void;
  /** Something was typed here and must be sent. */
  typed(): void;
  /** An insertion was too long; none of it was inserted. */
  refused(): void;
  /** Escape was pressed in an editor that shows a difference. */
  closed(): void;
  /** The key that saves was pressed. */
  saved(): void;
};

export type EditorRows = {
  readonly view: EditorView;
  text(): string;
  /**
   * Shows the server's text.
   * @param again for a reconnection: types again what was typed here and is missing from that text, if it still fits.
   * @param at a place to scroll to, in characters.
   */
  begin(server: ServerText, options: { readOnly: boolean; again: boolean; at?: number | undefined }): void;
  /** Shows a read-only text, scrolled to `at`. */
  show(text: string, at: number): void;
  /** Applies changes; returns false if changes before them were missed. */
  take(from: number, updates: readonly DocumentUpdate[]): boolean;
  /** What was typed here and is not confirmed yet. */
  outgoing(): Outgoing | null;
  confirmed(): { version: number; exactly: boolean };
  setFaults(faults: readonly Fault[]): void;
  /** Shows the difference from `original`; null shows only the text. */
  compare(original: string | null): void;
  /** Measures again; call after whatever moves or resizes the slide. */
  fit(): void;
  /** Sets the type size, relative to the one that shows all columns and rows. */
  magnify(factor: number): void;
  focus(): void;
  blur(): void;
  dispose(): void;
};

/**
 * Opens an editor in `box`, which must be laid out and visible.
 * @param scaled the element that reveal scales, an ancestor of `box`.
 * @param label its name for screen readers.
 */
export function openEditor(
  box: HTMLElement,
  scaled: HTMLElement,
  grid: Grid,
  label: string,
  on: EditorEvents,
): EditorRows {
  const wrapper = document.createElement('div');
  wrapper.className = 'deck-terminal-unscaled deck-editor-code';
  box.append(wrapper);

  const comparison = new Compartment();
  let comparing: string | null = null;
  /** The text that the server has confirmed. */
  let base = Text.empty;
  let magnification = 1;
  let row = 0;
  let resting: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    on.closed();
    return true;
  };
  const save = () => {
    on.saved();
    return true;
  };
  const compared = () =>
    comparing === null
      ? []
      : [
          unifiedMergeView({
            original: textOf(comparing),
            mergeControls: false,
            highlightChanges: false,
            gutter: false,
          }),
          keymap.of([{ key: 'Escape', run: close }]),
        ];
  const stateOf = (doc: Text, readOnly: boolean, version = 0) =>
    EditorState.create({
      doc,
      selection: { anchor: Math.min(view?.state.selection.main.anchor ?? 0, doc.length) },
      extensions: [
        comparison.of(compared()),
        keymap.of([{ key: 'Mod-s', run: save, preventDefault: true }]),
        look,
        faults,
        otherCaret,
        place,
        sharedText(version, randomName()),
        limitText(() => on.refused()),
        EditorState.readOnly.of(readOnly),
        EditorView.editable.of(!readOnly),
        EditorView.contentAttributes.of({
          'aria-label': readOnly ? label : `${label}. Tab indents; Escape and then Tab leaves.`,
          // With the focus it can be scrolled by keys.
          ...(readOnly ? { tabindex: '0', 'aria-readonly': 'true' } : {}),
        }),
      ],
    });
  const dispatch = (transactions: readonly Transaction[], view: EditorView) => {
    view.update(transactions);
    if (!transactions.some(({ docChanged }) => docChanged)) return;
    on.changed();
    if (outgoing(view.state)) on.typed();
  };
  let view: EditorView | undefined;
  const made = new EditorView({
    state: stateOf(Text.empty, true),
    parent: wrapper,
    dispatchTransactions: dispatch,
  });
  view = made;

  /** Replaces the text, at the same scroll position. */
  const replace = (state: EditorState) => {
    const { scrollTop, scrollLeft } = made.scrollDOM;
    clearTimeout(resting);
    made.setState(state);
    made.scrollDOM.scrollTop = scrollTop;
    made.scrollDOM.scrollLeft = scrollLeft;
    on.changed();
  };
  /** Shows that someone else typed up to `at`; scrolls there if that was the deck, or if this editor has no focus. */
  const follow = (at: number, deck: boolean) => {
    const scrolls = deck || !made.hasFocus;
    made.dispatch({ effects: [setOtherCaret.of(at), ...(scrolls ? bringIntoSight(at, row) : [])] });
    clearTimeout(resting);
    resting = setTimeout(() => made.dispatch({ effects: setOtherCaret.of(null) }), OTHER_CARET_MS);
  };

  const measure = () => {
    const drawn = box.getBoundingClientRect();
    if (drawn.width === 0 || drawn.height === 0) return;
    const dpr = window.devicePixelRatio || 1;
    const scale = drawnScale(scaled.getBoundingClientRect().width, scaled.offsetWidth);
    const wanted = { cols: grid.cols + GUTTER_COLS, rows: grid.rows };
    const { fontSize, height, dx, dy } = fitGrid(drawn, wanted, dpr, measureChar);
    const now = (height / grid.rows) * magnification;
    const settle = row === 0 || row === now ? undefined : holdSight(made, row);
    row = now;
    const { style } = wrapper;
    style.width = `${drawn.width}px`;
    style.height = `${height}px`;
    style.setProperty('--code-size', `${fontSize * magnification}px`);
    style.setProperty('--code-row', `${row}px`);
    style.transform = `translate(${dx / scale}px, ${dy / scale}px) scale(${1 / scale})`;
    if (settle) settle(row);
    else made.requestMeasure();
  };
  measure();

  return {
    view: made,
    text: () => made.state.doc.toString(),
    begin(server, { readOnly, again, at }) {
      const doc = textOf(server.text);
      const changes = again && !readOnly ? unsaved(made.state, base, doc) : null;
      base = doc;
      replace(stateOf(doc, readOnly, server.version));
      if (changes) made.dispatch({ changes });
      if (at !== undefined) made.dispatch({ effects: bringToTop(at, row) });
    },
    show(text, at) {
      const before = made.state.doc;
      const doc = textOf(text);
      if (doc.eq(before)) return;
      base = doc;
      replace(stateOf(doc, true));
      made.dispatch({ effects: bringToTop(at, row) });
    },
    take(from, updates) {
      const transaction = transactionFor(made.state, from, updates);
      if (!transaction) return false;
      base = confirmedText(base, updates);
      made.dispatch(transaction);
      let at: number | undefined;
      transaction.changes.iterChanges((_a, _b, _c, to) => {
        at = to;
      });
      if (at !== undefined) follow(at, updates.at(-1)?.by === DECK);
      return true;
    },
    outgoing: () => outgoing(made.state),
    confirmed: () => confirmed(made.state),
    setFaults(list) {
      made.dispatch({ effects: [setFaults.of(list), ...bringFaults(made, list, row)] });
    },
    compare(original) {
      comparing = original;
      made.dispatch({ effects: comparison.reconfigure(compared()) });
      if (original === null) return;
      const piece = difference(made.state.doc.toString(), original);
      if (piece) made.dispatch({ effects: bringIntoSight(piece.from, row) });
    },
    fit: measure,
    magnify(factor) {
      magnification = factor;
      measure();
    },
    focus: () => made.focus(),
    blur: () => made.contentDOM.blur(),
    dispose() {
      clearTimeout(resting);
      made.destroy();
      wrapper.remove();
    },
  };
}
