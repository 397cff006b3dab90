// Where somebody else types in the code just now: a mark like a caret, which goes when they rest. Moves nothing.
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';

/** Puts the mark at an offset; null takes it away. */
export const setMark = StateEffect.define<number | null>();

export const elsewhere = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let now = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue;
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
