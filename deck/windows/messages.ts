// What the speaker's page and the two decks inside it say to each other. Same origin only.
import * as v from 'valibot';
import { Readiness, SourceView } from '../../protocol/pane.ts';
import { Position } from '../../protocol/position.ts';
import { StepView } from '../../protocol/step.ts';
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

/** A step with what it types, as the slide shows it. */
const StepSeen = v.strictObject({ ...StepView.entries, command: v.string() });

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
    demos: v.array(v.object({ id: v.string(), readiness: v.exactOptional(Readiness) })),
    steps: v.array(StepSeen),
    sources: v.array(SourceView),
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
