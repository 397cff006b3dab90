// A ticket works once, for a minute.
import { expect, it } from 'vitest';
import { Ticket } from './ticket.ts';

it('opens once', () => {
  const ticket = new Ticket();
  expect([undefined, '', `${ticket.text}x`].map((text) => ticket.take(text))).toEqual([false, false, false]);
  expect([ticket.take(ticket.text), ticket.take(ticket.text)]).toEqual([true, false]);
});

it('opens nothing after a minute', () => {
  let now = 0;
  const ticket = new Ticket(() => now);
  now = 60_001;
  expect(ticket.take(ticket.text)).toBe(false);
});
