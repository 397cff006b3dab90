// Messages from a page: which are accepted, and the errors for the rest.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_INPUT_CHARS } from './input.ts';
import { parseClientMessage } from './message.ts';

describe('parseClientMessage', () => {
  it.each([
    { t: 'attach', ch: 0, demo: 'process-tracker', pane: 'shell', page: 'k3-9a' },
    { t: 'attach', ch: 0, demo: 'a', pane: 'b', page: 'x', have: { session: 'r.1', offset: 2 ** 40 } },
    { t: 'attach', ch: 0, demo: 'a', pane: 'b', page: 'x', have: { session: 'r.1', offset: null } },
    { t: 'input', ch: 65535, data: 'ls\r', n: 1 },
    { t: 'ack', ch: 1, seq: 2 ** 32 - 1 },
    { t: 'ping' },
    { t: 'step', demo: 'a', step: 'b', act: 'run' },
    { t: 'at', at: { h: 3, v: 0, f: -1 } },
    { t: 'press', key: 'failover' },
  ])('accepts %j', (message) => {
    expect(parseClientMessage(JSON.stringify(message))).toEqual(message);
  });

  it.each([
    [{ t: 'attach', ch: 0, demo: '../etc', pane: 'shell', page: 'x' }, /demo/],
    [{ t: 'attach', ch: 65536, demo: 'a', pane: 'b', page: 'x' }, /ch/],
    [{ t: 'attach', ch: 0, demo: 'a', pane: 'b', page: 'x'.repeat(65) }, /page/],
    [{ t: 'attach', ch: 0, demo: 'a', pane: 'b', page: 'x', have: { session: '', offset: 0 } }, /session/],
    [{ t: 'attach', ch: 0, demo: 'a', pane: 'b', page: 'x', have: { session: 'r', offset: 0.5 } }, /offset/],
    [{ t: 'input', ch: 1, data: 'x'.repeat(MAX_INPUT_CHARS + 1), n: 1 }, /data/],
    [{ t: 'input', ch: 1, data: 'x', n: 1, run: true }, /run/],
    [{ t: 'input', ch: 1, data: 'x' }, /n/],
    [{ t: 'step', demo: 'a', step: 'b', act: 'rerun' }, /act/],
    [{ t: 'run', command: 'id' }, /t/],
    [{ t: 'press', key: 'reset' }, /key/],
    [null, /t/],
  ])('refuses %j', (message, why) => {
    expect(() => parseClientMessage(JSON.stringify(message))).toThrow(why);
  });

  it('for any text either succeeds or throws an Error that says why', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseClientMessage(text);
        } catch (error) {
          expect((error as Error).message).toMatch(/^message/);
        }
      }),
    );
  });
});
