// A second caret that shows where someone else types in the code; editor-view.ts removes it when they pause.
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';

/** Puts the other caret at an offset; null removes it. */
export const setOtherCaret = StateEffect.define<number | null>();

export const otherCaret = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let now = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setOtherCaret)) continue;
      now = effect.value === null ? Decoration.none : Decoration.set(caret.range(effect.value));
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Caret extends WidgetType {
  override eq(): boolean {
    return true;
  }

  toDOM(): HTMLElement {
    const root = document.createElement('span');
    root.className = 'code-elsewhere';
    root.setAttribute('aria-hidden', 'true');
    return root;
  }
}

const caret = Decoration.widget({ widget: new Caret(), side: 1 });
