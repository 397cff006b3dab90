// Messages from a page: what is let in, and how a refusal reads.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_INPUT_CHARS, parseClientMessage } from './message.ts';

describe('parseClientMessage', () => {
  it.each([
    { t: 'attach', ch: 0, demo: 'process-tracker', pane: 'shell' },
    { t: 'input', ch: 65535, data: 'ls\r' },
    { t: 'ack', ch: 1, offset: 2 ** 40 },
    { t: 'step', demo: 'a', step: 'b', act: 'run' },
    { t: 'at', at: { h: 3, v: 0, f: -1 } },
  ])('takes %j', (message) => {
    expect(parseClientMessage(JSON.stringify(message))).toEqual(message);
  });

  it.each([
    [{ t: 'attach', ch: 0, demo: '../etc', pane: 'shell' }, /demo/],
    [{ t: 'attach', ch: 65536, demo: 'a', pane: 'b' }, /ch/],
    [{ t: 'input', ch: 1, data: 'x'.repeat(MAX_INPUT_CHARS + 1) }, /data/],
    [{ t: 'input', ch: 1, data: 'x', run: true }, /run/],
    [{ t: 'step', demo: 'a', step: 'b', act: 'rerun' }, /act/],
    [{ t: 'run', command: 'id' }, /t/],
    [null, /t/],
  ])('refuses %j', (message, why) => {
    expect(() => parseClientMessage(JSON.stringify(message))).toThrow(why);
  });

  it('throws an Error with words for whatever text comes, and nothing else', () => {
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
