// Shows the compiler's faults in the code: each place underlined, with the message on a row below its line.
import { type EditorState, StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view';
import type { Fault } from '../../protocol/document.ts';

/** So many faults show their message; the rest are only underlined, and usually follow from these. */
const MOST_MESSAGES = 3;

/** Shows these faults of the current text and no others; they go at the first change of the text. */
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

/** The offset of a place as rustc counts, lines and characters from 1; a place outside the text becomes the nearest. */
export function offsetOf(doc: Text, { line, column }: Fault['from']): number {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = [...at.text].slice(0, Math.max(column - 1, 0)).join('');
  return at.from + before.length;
}

function decorate(state: EditorState, all: readonly Fault[]): DecorationSet {
  const { doc } = state;
  // Errors come before warnings.
  const ordered = [...all].sort((a, b) => Number(a.level !== 'error') - Number(b.level !== 'error'));
  const ranges = ordered.flatMap((fault, index) => {
    const { level } = fault;
    const from = offsetOf(doc, fault.from);
    const line = doc.lineAt(from);
    // A fault that spans several lines is underlined only on its first: a whole function underlined shows no place.
    const to = Math.min(offsetOf(doc, fault.to), line.to);
    const mark = Decoration.mark({ class: `code-fault code-fault-${level}` });
    const message = Decoration.widget({ widget: new Message(fault), block: true, side: 1 });
    return [
      ...(to > from ? [mark.range(from, to)] : []),
      ...(index < MOST_MESSAGES ? [message.range(line.to)] : []),
    ];
  });
  return Decoration.set(ranges, true);
}

class Message extends WidgetType {
  constructor(private readonly fault: Fault) {
    super();
  }

  override eq(other: Message): boolean {
    return other.fault.level === this.fault.level && other.fault.message === this.fault.message;
  }

  toDOM(): HTMLElement {
    const { level, message } = this.fault;
    const root = document.createElement('div');
    root.className = `code-words code-words-${level}`;
    root.setAttribute('role', 'note');
    // rustc's message may have several lines; the first is enough.
    root.textContent = `${level}: ${message.split('\n')[0]}`;
    return root;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
