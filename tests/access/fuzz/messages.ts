// Messages of the table for the fuzz, each with what the server owes for it. Sends nothing.
import { type ClientKind, MAX_MESSAGE_BYTES } from '../../../protocol/message.ts';
import { type Sample, tooLargeOf, validOf, wrongOf } from '../../support/samples.ts';
import { PLAIN } from '../../support/socket-peer.ts';

type Answer = 'fine' | 'pong' | 'error' | 'maybe';

/**
 * How a message is answered that names nothing of the talk, from a page that has attached and opened nothing. `maybe`:
 * presses have a rate that all share, and a step's answer comes too late when the page goes right behind it.
 */
const UNKNOWN: Record<ClientKind, Answer> = {
  attach: 'fine',
  detach: 'fine',
  input: 'fine',
  ack: 'fine',
  ping: 'pong',
  restart: 'fine',
  step: 'maybe',
  open: 'error',
  shut: 'fine',
  edit: 'error',
  rescue: 'error',
  reset: 'fine',
  at: 'fine',
  source: 'error',
  press: 'maybe',
};

/** What may name something of the talk without harm to the terminal beside the fuzz. */
const KNOWN: Partial<Record<ClientKind, object>> = {
  attach: PLAIN,
  source: { demo: PLAIN.demo, pane: 'two' },
};

/** A valid message, of something known every other time; a page has 16 channels, so none is kept. */
export function asked(kind: ClientKind, seed: number): { messages: Sample[]; owes: Answer } {
  const known = seed % 2 === 0 ? KNOWN[kind] : undefined;
  const message = { ...validOf(kind, seed), ...known };
  const messages = kind === 'attach' ? [message, { t: 'detach', ch: message.ch }] : [message];
  return { messages, owes: known ? 'fine' : UNKNOWN[kind] };
}

export const json = {
  valid: (kind: ClientKind, seed: number) => JSON.stringify(validOf(kind, seed)),
  wrong: (kind: ClientKind, seed: number) => JSON.stringify(wrongOf(kind, seed)),
};

/** Over one of the kind's bounds; for a kind that has none, over that of all messages. */
export function tooLarge(kind: ClientKind, seed: number): string {
  const large = tooLargeOf(kind, seed);
  if (large.length > 0) return JSON.stringify(large[seed % large.length]);
  return json.valid(kind, seed).padEnd(MAX_MESSAGE_BYTES + 1);
}
