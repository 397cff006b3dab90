// The edits that a talk has prepared for a file, cut from its finished version, and the text after each.
import type { EditedFile, Step } from '../protocol/demo.ts';
import { fillIn } from './placeholders.ts';
import { findItems, itemNames } from './rust-item.ts';

export type Edit = NonNullable<Step['edit']>;

/** Replaces the text from `from` to `to`; offsets in UTF-16 units. */
export type Change = { from: number; to: number; insert: string };

/** The text as it should be after a step; `step` is null for the file's first text. */
export type Checkpoint = { step: string | null; text: string };

/**
 * What an edit changes in a text.
 * @param finished the finished file, which the new code is cut from.
 * @throws Error naming what was not found, for a text that has been changed too much.
 */
export function changeFor(edit: Edit, text: string, finished: string): Change {
  if ('replace' in edit) {
    const span = itemIn(text, edit.replace, 'the file');
    const { text: insert } = itemIn(finished, edit.replace, 'the finished file');
    return shortest(text, { from: span.from, to: span.to, insert });
  }
  if ('insert' in edit) {
    const { text: item } = itemIn(finished, edit.insert, 'the finished file');
    const { from } = itemIn(text, edit.before, 'the file');
    return { from, to: from, insert: `${item}\n\n` };
  }
  const span = itemIn(text, edit.in, 'the file');
  return blockIn(text, span, edit.without);
}

/**
 * The file's texts from first to last, by the edits alone.
 * @param read gives the text of a file that talk.ts names.
 * @throws Error naming the step whose edit doesn't fit.
 */
export function checkpointsOf(
  file: EditedFile,
  steps: readonly Step[],
  read: (name: string) => string,
): Checkpoint[] {
  const finished = read(file.finished);
  let text = fillIn(read(file.template), file.fill);
  const points: Checkpoint[] = [{ step: null, text }];
  for (const { id, pane, edit } of steps) {
    if (pane !== file.id || !edit) continue;
    try {
      const { from, to, insert } = changeFor(edit, text, finished);
      text = text.slice(0, from) + insert + text.slice(to);
    } catch (error) {
      throw new Error(`step ${id}: ${(error as Error).message}`);
    }
    points.push({ step: id, text });
  }
  return points;
}

/**
 * What an edit still has to change in a text that people have typed in: an item that exists already is replaced, and
 * what is right already stays.
 * @returns undefined when nothing is left to do.
 * @throws Error as {@link changeFor}.
 */
export function changeLeft(edit: Edit, text: string, finished: string): Change | undefined {
  const lines = text.split('\n');
  if ('without' in edit && !hasLine(lines, edit)) return undefined;
  const there = 'insert' in edit && findItems(lines, edit.insert).length > 0;
  const change = changeFor(there ? { replace: edit.insert } : edit, text, finished);
  return change.from === change.to && change.insert === '' ? undefined : change;
}

/** Whether the item is there and still has the line to be taken out. */
function hasLine(lines: readonly string[], edit: { without: string; in: string }): boolean {
  const { from, to } = itemIn(lines.join('\n'), edit.in, 'the file');
  const item = lines.join('\n').slice(from, to).split('\n');
  return item.some((line) => line.trimStart().startsWith(edit.without));
}

/**
 * The texts of a file, or what is wrong in talk.ts: an edit that finds nothing to change, a file that can't be read, or
 * edits that don't lead to the finished file. Such a demo still runs, without checkpoints.
 */
export function lookThrough(
  file: EditedFile,
  steps: readonly Step[],
  read: (name: string) => string,
): { points: Checkpoint[]; fault: string | null } {
  try {
    const points = checkpointsOf(file, steps, read);
    const whole = steps.filter(({ edit }) => edit && !('without' in edit));
    const last = checkpointsOf(file, whole, read).at(-1)!;
    const line = last.step === null ? undefined : firstDifference(last.text, read(file.finished));
    if (line === undefined) return { points, fault: null };
    return { points, fault: `after step ${last.step} it is not ${file.finished}: line ${line} differs` };
  } catch (error) {
    return { points: [], fault: (error as Error).message };
  }
}

/** The first line that differs, 1-based. */
function firstDifference(one: string, other: string): number | undefined {
  if (one === other) return undefined;
  const lines = other.split('\n');
  return [...one.split('\n'), ''].findIndex((line, i) => line !== lines[i]) + 1;
}

function itemIn(text: string, name: string, where: string): Change & { text: string } {
  const lines = text.split('\n');
  const [span, other] = findItems(lines, name);
  if (!span)
    throw new Error(`${where} has no ${name}; it has ${itemNames(lines).join(', ') || 'no item at all'}`);
  if (other) throw new Error(`${where} has ${name} twice, at lines ${span.from + 1} and ${other.from + 1}`);
  const from = offsetOf(lines, span.from);
  const item = lines.slice(span.from, span.to + 1).join('\n');
  return { from, to: from + item.length, insert: '', text: item };
}

function offsetOf(lines: readonly string[], line: number): number {
  return lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
}

/** The lines from the one that starts with `head` to its closing brace, and the blank line after it. */
function blockIn(text: string, span: Change, head: string): Change {
  const lines = text.split('\n');
  const first = lines.findIndex(
    (line, i) =>
      offsetOf(lines, i) >= span.from && offsetOf(lines, i) < span.to && line.trimStart().startsWith(head),
  );
  if (first < 0) throw new Error(`there is no line that begins with "${head}"`);
  const indent = /^\s*/.exec(lines[first]!)![0];
  let last = lines[first]!.trimEnd().endsWith('{')
    ? lines.findIndex((line, i) => i > first && line === `${indent}}`)
    : first;
  if (last < 0) throw new Error(`what "${head}" begins is never closed`);
  if (lines[last + 1]?.trim() === '') last++;
  return { from: offsetOf(lines, first), to: offsetOf(lines, last + 1), insert: '' };
}

/** Cuts off what a replacement has in common with the text at both ends; at the start by whole lines. */
function shortest(text: string, { from, to, insert }: Change): Change {
  const before = text.slice(from, to).split('\n');
  const after = insert.split('\n');
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  const most = Math.min(before.length, after.length) - start;
  let end = 0;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  const at = from + offsetOf(before, start);
  const middle = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  // Whole lines come and go with their line end, so that the text after them stays on its own line.
  const whole = middle.length === 0 || added.length === 0;
  const join = (lines: string[]) => (whole && lines.length > 0 ? `${lines.join('\n')}\n` : lines.join('\n'));
  return { from: at, to: at + join(middle).length, insert: join(added) };
}
