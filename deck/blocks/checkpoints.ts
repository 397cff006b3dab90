// The texts of an edited file after each prepared step, as the slide has them. Chooses one; shows nothing.
import { difference } from '../../protocol/difference.ts';

/** `step` is null for the text that the file begins with. */
export type Checkpoint = { step: string | null; text: string };

/** What the fence has written into the element; empty where the talk's edits don't fit. */
export function readCheckpoints(editor: Element): Checkpoint[] {
  return JSON.parse(editor.getAttribute('checkpoints') || '[]') as Checkpoint[];
}

/**
 * The one of the last of the passed steps that edits the file, and what the slide is about in it, in characters: where
 * what that step changed begins, or on a slide that has yet to begin its own edits, where the first of them will.
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
