// What the speaker's page and the two decks inside it say to each other. Same origin only.
import * as v from 'valibot';
import { Position } from '../../protocol/message.ts';
import { KEYS } from './keys.ts';

const commands = [...new Set(KEYS.map((row) => row.command))];

/** Speaker's page to a deck inside it. */
export const ToDeck = v.variant('t', [
  v.strictObject({ t: v.literal('command'), command: v.picklist(commands) }),
  /** Show what follows `at`; for the preview. */
  v.strictObject({ t: v.literal('upcoming'), at: Position }),
]);
export type ToDeck = v.InferOutput<typeof ToDeck>;

/** The mirror to the speaker's page around it: where the deck is. `slide` counts from 1. */
export const ToSpeaker = v.strictObject({
  t: v.literal('at'),
  at: Position,
  slide: v.number(),
  slides: v.number(),
});
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
