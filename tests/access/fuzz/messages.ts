// Valid, wrong and too large messages for the fuzz, with the answer that the server must give.
import { type ClientKind, MAX_MESSAGE_BYTES } from '../../../protocol/message.ts';
import { type Sample, tooLargeOf, validOf, wrongOf } from '../../support/samples.ts';
import { PLAIN } from '../../support/socket-peer.ts';

type Answer = 'fine' | 'pong' | 'error' | 'maybe';

/**
 * The answer to a message that names nothing in the talk, from a page that has attached and opened nothing. `maybe`:
 * all presses share one rate limit, and a step's answer is lost when the page ends right after it.
 */
const UNKNOWN: Record<ClientKind, Answer> = {
  attach: 'fine',
  detach: 'fine',
  input: 'fine',
  ack: 'fine',
  ping: 'pong',
  restart: 'fine',
  step: 'maybe',
  give: 'error',
  open: 'error',
  shut: 'fine',
  edit: 'error',
  rescue: 'error',
  reset: 'fine',
  at: 'fine',
  source: 'error',
  press: 'maybe',
};

/** Names from the talk that do no harm to the other terminal. */
const KNOWN: Partial<Record<ClientKind, object>> = {
  attach: PLAIN,
  source: { demo: PLAIN.demo, pane: 'two' },
};

/** A valid message, with a known name every other time; a page has 16 channels, so each attach is detached. */
export function messagesFor(kind: ClientKind, seed: number): { messages: Sample[]; answer: Answer } {
  const known = seed % 2 === 0 ? KNOWN[kind] : undefined;
  const message = { ...validOf(kind, seed), ...known };
  const messages = kind === 'attach' ? [message, { t: 'detach', ch: message.ch }] : [message];
  return { messages, answer: known ? 'fine' : UNKNOWN[kind] };
}

export const json = {
  valid: (kind: ClientKind, seed: number) => JSON.stringify(validOf(kind, seed)),
  wrong: (kind: ClientKind, seed: number) => JSON.stringify(wrongOf(kind, seed)),
};

/** Over one of the kind's bounds; for a kind without bounds, over the limit of all messages. */
export function tooLarge(kind: ClientKind, seed: number): string {
  const large = tooLargeOf(kind, seed);
  if (large.length > 0) return JSON.stringify(large[seed % large.length]);
  return json.valid(kind, seed).padEnd(MAX_MESSAGE_BYTES + 1);
}
