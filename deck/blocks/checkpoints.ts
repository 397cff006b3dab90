// An edited file's text after each prepared step, read from its element; chooses the one to show.
import { difference } from '../../protocol/difference.ts';

/** The text after a step; `step` is null for the text that the file begins with. */
export type Checkpoint = { step: string | null; text: string };

/** The checkpoints that the fence wrote into the element; empty if the talk's edits don't fit the file. */
export function readCheckpoints(editor: Element): Checkpoint[] {
  return JSON.parse(editor.getAttribute('checkpoints') || '[]') as Checkpoint[];
}

/**
 * The text after the last passed step that edits the file, and the place in it to show, in characters: where that
 * step's change begins or, on a slide whose own edits are still to come, where the first of them begins.
 * @param here the slide's own steps.
 */
export function checkpointAfter(
  points: readonly Checkpoint[],
  passed: readonly string[],
  here: readonly string[] = [],
): { text: string; at: number } | undefined {
  const index = Math.max(
    0,
    points.findLastIndex(({ step }) => step !== null && passed.includes(step)),
  );
  const point = points[index];
  if (!point) return undefined;
  const isHere = ({ step }: Checkpoint) => step !== null && here.includes(step);
  const next = points[index + 1];
  const piece =
    next && isHere(next) && !isHere(point)
      ? difference(point.text, next.text)
      : difference(points[index - 1]?.text ?? point.text, point.text);
  return { text: point.text, at: piece?.from ?? 0 };
}
