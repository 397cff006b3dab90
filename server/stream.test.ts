// A page's stream: nothing missed, nothing doubled, and a page that falls behind gets the screen.
import { describe, expect, it } from 'vitest';
import { echoPty } from './pty.ts';
import { Session } from './session.ts';
import { Stream, WINDOW_BYTES } from './stream.ts';

const PANE = { id: 'shell', title: 'shell', cols: 80, rows: 10, cwd: '.', env: {} };

function open() {
  const session = new Session('demo', PANE, echoPty(), 'nonce');
  const got: { kind: string; offset: number; bytes: Uint8Array }[] = [];
  const stream = new Stream(session, {
    snapshot: (bytes, offset) => got.push({ kind: 'snapshot', offset, bytes }),
    output: (bytes, offset) => got.push({ kind: 'output', offset, bytes }),
    exit: () => got.push({ kind: 'exit', offset: 0, bytes: new Uint8Array() }),
  });
  return { session, stream, got };
}

describe('Stream', () => {
  it('continues the snapshot without a gap', async () => {
    const session = new Session('demo', PANE, echoPty(), 'nonce');
    session.input('one\r\n');
    const got: { kind: string; offset: number; length: number }[] = [];
    new Stream(session, {
      snapshot: (bytes, offset) => got.push({ kind: 'snapshot', offset, length: bytes.length }),
      output: (bytes, offset) => got.push({ kind: 'output', offset, length: bytes.length }),
      exit: () => {},
    });
    session.input('two\r\n');
    await session.settled();
    // The first line was not parsed yet, so it follows the empty snapshot as output.
    expect(got.map(({ kind, offset }) => [kind, offset])).toEqual([
      ['snapshot', 0],
      ['output', 0],
      ['output', 5],
    ]);
  });

  it('sends a page that falls behind nothing, then the screen', async () => {
    const { session, stream, got } = open();
    const line = `${'x'.repeat(1000)}\r\n`;
    for (let i = 0; i < 600; i++) session.input(line);
    await session.settled();
    const last = got.at(-1)!;
    const sent = last.offset + last.bytes.length;
    expect(sent).toBeGreaterThan(WINDOW_BYTES);
    expect(sent).toBeLessThan(WINDOW_BYTES + 2 * line.length);
    stream.ack(sent);
    expect(got.at(-1)).toMatchObject({ kind: 'snapshot', offset: 600 * line.length });
  });

  it('ignores acknowledgements of what was never sent', () => {
    const { stream, got } = open();
    stream.ack(1e9);
    expect(got).toHaveLength(1);
  });
});
