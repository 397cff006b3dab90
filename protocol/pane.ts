// One pane of a demo: its names, whether it shows the shell or a recording, and whether it can run.
import * as v from 'valibot';
import { Id } from './demo.ts';

/** One pane of one demo, by their ids in talk.ts. */
export type PaneRef = { demo: string; pane: string };

/** What a pane shows: its shell, or its recording. */
export const Source = v.picklist(['live', 'replay']);
export type Source = v.InferOutput<typeof Source>;

/** A pane that the speaker has switched to its recording, or back. */
export const SourceView = v.strictObject({ demo: Id, pane: Id, source: Source });
export type SourceView = v.InferOutput<typeof SourceView>;

/** Why something can't run, and what fixes it: a command or other advice. For the speaker, not the audience. */
export const Reason = v.strictObject({ why: v.string(), fix: v.string() });
export type Reason = v.InferOutput<typeof Reason>;

/** Whether a demo can run now, and if not, why and what fixes it. */
export const Readiness = v.variant('state', [
  v.strictObject({ state: v.literal('live') }),
  v.strictObject({ state: v.literal('preparing'), doing: v.string() }),
  v.strictObject({ state: v.literal('unavailable'), ...Reason.entries }),
]);
export type Readiness = v.InferOutput<typeof Readiness>;

/** Why the session that a page showed is gone: the server restarted, or the session ended while no page showed it. */
export const Loss = v.picklist(['restarted', 'ended']);
export type Loss = v.InferOutput<typeof Loss>;

/** A pane, a file or a step of a demo as one string, for maps and sets; ids contain no dot. */
export function keyOf(demo: string, id: string): string {
  return `${demo}.${id}`;
}

/** {@link keyOf} for a pane; also the name of its recording. */
export function paneKey({ demo, pane }: PaneRef): string {
  return keyOf(demo, pane);
}
