// What the compiler says, at its place in the code: the place underlined, the words on a line of their own below it.
import { type EditorState, StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import type { Fault } from '../../protocol/document.ts';

/** Faults whose words are shown; the rest is underlined, and usually follows from these. */
const MOST_WORDS = 3;

/** Shows these faults and no others; they are of the text as it is now, and go with the first change of it. */
export const setFaults = StateEffect.define<readonly Fault[]>();

export const faults = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let now = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects)
      if (effect.is(setFaults)) now = decorate(transaction.state, effect.value);
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Offset of a place as rustc counts: lines and characters from 1. A place that is not there is the nearest one. */
export function offsetOf(doc: Text, { line, column }: Fault['from']): number {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = [...at.text].slice(0, Math.max(column - 1, 0)).join('');
  return at.from + before.length;
}

function decorate(state: EditorState, all: readonly Fault[]): DecorationSet {
  const { doc } = state;
  // What keeps it from compiling comes first.
  const ordered = [...all].sort((a, b) => Number(a.level !== 'error') - Number(b.level !== 'error'));
  const ranges = ordered.flatMap((fault, index) => {
    const { level } = fault;
    const from = offsetOf(doc, fault.from);
    const line = doc.lineAt(from);
    // What spans lines is marked on its first; words for a whole function would be no place.
    const to = Math.min(offsetOf(doc, fault.to), line.to);
    const mark = Decoration.mark({ class: `code-fault code-fault-${level}` });
    const words = Decoration.widget({ widget: new Words(fault), block: true, side: 1 });
    return [
      ...(to > from ? [mark.range(from, to)] : []),
      ...(index < MOST_WORDS ? [words.range(line.to)] : []),
    ];
  });
  return Decoration.set(ranges, true);
}

class Words extends WidgetType {
  constructor(private readonly fault: Fault) {
    super();
  }

  override eq(other: Words): boolean {
    return other.fault.level === this.fault.level && other.fault.message === this.fault.message;
  }

  toDOM(): HTMLElement {
    const { level, message } = this.fault;
    const root = document.createElement('div');
    root.className = `code-words code-words-${level}`;
    root.setAttribute('role', 'note');
    // rustc's words may go on for lines; the first says it.
    root.textContent = `${level}: ${message.split('\n')[0]}`;
    return root;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
