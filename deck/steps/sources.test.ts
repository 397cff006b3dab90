import { expect, test } from 'vitest';
import type { ClientMessage } from '../../protocol/message.ts';
import type { Readiness } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { Link, LinkEvent } from '../link/link.ts';
import { createSources } from './sources.ts';

const REF = { demo: 'log', pane: 'shell' };
const REASON = { why: 'no room', fix: 'make room' };

function page(shown = false) {
  let readiness: Readiness = { state: 'unavailable', ...REASON };
  let listener = (_: LinkEvent) => {};
  const sent: ClientMessage[] = [];
  const link = {
    state: () => 'open',
    readiness: () => readiness,
    send: (message: ClientMessage) => sent.push(message) > 0,
    on(next: typeof listener) {
      listener = next;
      return () => {};
    },
  } as unknown as Link;
  const talk = { demos: [{ id: 'log', panes: [{ id: 'shell' }], files: [] }] } as unknown as PublicTalk;
  const sources = createSources(talk, link, () => shown);
  return {
    sources,
    sent,
    becomes(next: Readiness) {
      readiness = next;
      listener({ kind: 'message', message: { t: 'readiness', demo: 'log', readiness } });
    },
  };
}

test('a demo that becomes live leaves its recording, unless the deck has shown steps that did not run', () => {
  const fresh = page();
  expect(fresh.sources.of(REF)).toBe('replay');
  fresh.becomes({ state: 'live' });
  expect([fresh.sources.of(REF), fresh.sent]).toEqual(['live', []]);

  const begun = page(true);
  begun.becomes({ state: 'live' });
  expect(begun.sources.of(REF)).toBe('replay');
  // A viewer and a reloaded page learn it from the server.
  expect(begun.sent).toEqual([{ t: 'source', ...REF, source: 'replay' }]);
  begun.sources.choose(REF, 'live');
  expect(begun.sources.of(REF)).toBe('live');
});

test('a pane that failed shows its recording, keeps the reason, and is tried again when the demo is live again', () => {
  const { sources, becomes } = page();
  becomes({ state: 'live' });
  sources.failed(REF, REASON);
  expect([sources.of(REF), sources.failure(REF)]).toEqual(['replay', REASON]);
  becomes({ state: 'live' });
  expect([sources.of(REF), sources.failure(REF)]).toEqual(['live', undefined]);
});
