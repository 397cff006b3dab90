// Messages between the speaker's page and the two decks inside it, all of the same origin.
import * as v from 'valibot';
import { Readiness, Reason, SourceView } from '../../protocol/pane.ts';
import { Position } from '../../protocol/position.ts';
import { StepView } from '../../protocol/step.ts';
import { KEYS } from '../keys/keys.ts';

const commands = [...new Set(KEYS.map((row) => row.command))];

/** From the speaker's page to a deck inside it. */
export const ToDeck = v.variant('t', [
  v.strictObject({ t: v.literal('command'), command: v.picklist(commands) }),
  /** A key press while any key types the prepared edit; `stop` ends that. */
  v.strictObject({ t: v.literal('key'), stop: v.boolean() }),
  /** For the preview: show what follows `at`. */
  v.strictObject({ t: v.literal('upcoming'), at: Position }),
]);
export type ToDeck = v.InferOutput<typeof ToDeck>;

/** A step with its command as the slide shows it. */
const ShownStep = v.strictObject({ ...StepView.entries, command: v.string() });

/** What F6 would do now; see deck/steps/failover.ts. */
const Proposal = v.variant('kind', [
  v.strictObject({
    kind: v.literal('recording'),
    demo: v.string(),
    step: v.string(),
    why: v.exactOptional(v.string()),
  }),
  v.strictObject({ kind: v.literal('give'), demo: v.string(), steps: v.array(v.string()) }),
]);
export type Proposal = v.InferOutput<typeof Proposal>;

/** From a deck to the speaker's page around it; the preview sends only `ready`. */
export const ToSpeaker = v.variant('t', [
  v.object({ t: v.literal('ready') }),
  /** Where the deck is. `slide` counts from 1; `demo` is the one whose panes are on the slide. */
  v.object({
    t: v.literal('at'),
    at: Position,
    slide: v.number(),
    slides: v.number(),
    demo: v.nullable(v.string()),
  }),
  /** The state of the demos, including what the audience does not see. */
  v.object({
    t: v.literal('status'),
    link: v.picklist(['static', 'connecting', 'open', 'reconnecting']),
    demos: v.array(v.object({ id: v.string(), readiness: v.exactOptional(Readiness) })),
    steps: v.array(ShownStep),
    sources: v.array(SourceView),
    /** Panes whose session could not be opened, and why. */
    failures: v.array(v.strictObject({ demo: v.string(), pane: v.string(), ...Reason.entries })),
    proposal: v.nullable(Proposal),
    /** What the deck has to say to the speaker alone; empty for nothing. */
    aside: v.string(),
    /** Whether any key types the prepared edit now. */
    keys: v.boolean(),
    /** Why the screen may turn itself off; null while the browser keeps it on. */
    drowsy: v.nullable(v.string()),
  }),
]);
export type ToSpeaker = v.InferOutput<typeof ToSpeaker>;

/** Listens to one other window of the same origin; ignores messages that don't match the schema. */
export function listen<T>(
  from: () => Window | null | undefined,
  schema: v.GenericSchema<unknown, T>,
  listener: (message: T) => void,
): () => void {
  const receive = (event: MessageEvent<unknown>) => {
    if (event.origin !== location.origin || event.source !== from()) return;
    const message = v.safeParse(schema, event.data);
    if (message.success) listener(message.output);
  };
  window.addEventListener('message', receive);
  return () => window.removeEventListener('message', receive);
}

export function post(to: Window | null | undefined, message: ToDeck | ToSpeaker): void {
  to?.postMessage(message, location.origin);
}
