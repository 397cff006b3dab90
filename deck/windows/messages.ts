// What the speaker's page and the two decks inside it say to each other. Same origin only.
import * as v from 'valibot';
import { Position, StepState } from '../../protocol/message.ts';
import { KEYS } from '../keys/keys.ts';

const commands = [...new Set(KEYS.map((row) => row.command))];

/** Speaker's page to a deck inside it. */
export const ToDeck = v.variant('t', [
  v.strictObject({ t: v.literal('command'), command: v.picklist(commands) }),
  /** A key while keys type what is prepared; `stop` ends that. */
  v.strictObject({ t: v.literal('key'), stop: v.boolean() }),
  /** Show what follows `at`; for the preview. */
  v.strictObject({ t: v.literal('upcoming'), at: Position }),
]);
export type ToDeck = v.InferOutput<typeof ToDeck>;

const Readiness = v.variant('state', [
  v.object({ state: v.literal('live') }),
  v.object({ state: v.literal('preparing'), doing: v.string() }),
  v.object({ state: v.literal('unavailable'), why: v.string(), fix: v.string() }),
]);
const StepSeen = v.object({
  demo: v.string(),
  pane: v.string(),
  step: v.string(),
  state: StepState,
  command: v.string(),
  /** Why an edit is unmet. */
  why: v.optional(v.string()),
});
const Source = v.picklist(['live', 'replay']);

/** A deck to the speaker's page around it; the preview says `ready` and nothing else. */
export const ToSpeaker = v.variant('t', [
  v.object({ t: v.literal('ready') }),
  /** Where the deck is. `slide` counts from 1; `demo` is the one whose panes stand on the slide. */
  v.object({
    t: v.literal('at'),
    at: Position,
    slide: v.number(),
    slides: v.number(),
    demo: v.nullable(v.string()),
  }),
  /** What the demos are up to, with what the audience is not shown. */
  v.object({
    t: v.literal('status'),
    link: v.picklist(['static', 'connecting', 'open', 'reconnecting']),
    demos: v.array(v.object({ id: v.string(), readiness: v.optional(Readiness) })),
    steps: v.array(StepSeen),
    sources: v.array(v.object({ demo: v.string(), pane: v.string(), source: Source })),
    /** Whether keys type what is prepared. */
    keys: v.boolean(),
  }),
]);
export type ToSpeaker = v.InferOutput<typeof ToSpeaker>;

/** Hears messages of one other window of our own origin; anything else is not for us. */
export function hear<T>(
  from: () => Window | null | undefined,
  schema: v.GenericSchema<unknown, T>,
  listener: (message: T) => void,
): () => void {
  const heard = (event: MessageEvent<unknown>) => {
    if (event.origin !== location.origin || event.source !== from()) return;
    const message = v.safeParse(schema, event.data);
    if (message.success) listener(message.output);
  };
  window.addEventListener('message', heard);
  return () => window.removeEventListener('message', heard);
}

export function say(to: Window | null | undefined, message: ToDeck | ToSpeaker): void {
  to?.postMessage(message, location.origin);
}
