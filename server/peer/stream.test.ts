// A page's stream: no output lost or repeated, never more on its way than the window, screens when behind.
import unicode11Addon from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { coreOf } from '../../screen/core.ts';
import { SCROLLBACK_ROWS } from '../../screen/fields.ts';
import { restoreScreen } from '../../screen/restore.ts';
import { echoPty } from '../terminal/pty.ts';
import { Session } from '../terminal/session.ts';
import { Stream, type StreamOptions } from './stream.ts';

const PANE = { id: 'shell', title: 'shell', cols: 80, rows: 10, cwd: '.', env: {} };
const LINE = `${'x'.repeat(998)}\r\n`;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Sent = {
  kind: 'output' | 'whole' | 'viewport' | 'exit';
  seq: number;
  offset: number;
  bytes: Uint8Array;
};

/** A session that echoes its input, and a page that parses frames when the test wants it to. */
function open(options: StreamOptions = {}, session = new Session('demo', PANE, echoPty(), 'nonce')) {
  const sent: Sent[] = [];
  let seq = 0;
  let shown = 0;
  const put = (frame: Omit<Sent, 'seq'>) => {
    sent.push({ ...frame, seq: ++seq });
    return seq;
  };
  const now = () => Date.now();
  const stream = new Stream(
    session,
    {
      output: (bytes, offset) => put({ kind: 'output', offset, bytes }),
      screen: (kind, { bytes, offset }) => put({ kind, offset, bytes }),
      exit: () => void put({ kind: 'exit', offset: 0, bytes: new Uint8Array() }),
    },
    { now, ...options },
  );
  stream.begin();
  const page = new headless.Terminal({
    cols: 80,
    rows: 10,
    scrollback: SCROLLBACK_ROWS,
    allowProposedApi: true,
  });
  page.loadAddon(new unicode11Addon.Unicode11Addon());
  page.unicode.activeVersion = '11';
  const show = (frame: Sent) => {
    if (frame.kind === 'output') coreOf(page)._writeBuffer.writeSync(frame.bytes);
    else if (frame.kind !== 'exit') restoreScreen(coreOf(page), frame.bytes);
  };
  return {
    session,
    stream,
    sent,
    kinds: () => sent.map(({ kind }) => kind),
    /** Parses and acknowledges everything sent. */
    read() {
      for (; shown < sent.length; shown++) show(sent[shown]!);
      stream.ack(seq);
    },
    owed: () =>
      sent.slice(shown).reduce((sum, { kind, bytes }) => sum + (kind === 'output' ? bytes.length : 0), 0),
    text() {
      const { active } = page.buffer;
      return Array.from({ length: active.length }, (_, y) => active.getLine(y)!.translateToString(true)).join(
        '\n',
      );
    },
  };
}

describe('Stream', () => {
  it('begins with the screen and continues with output, the first bytes at once', () => {
    const session = new Session('demo', PANE, echoPty(), 'nonce');
    session.input('one\r\n');
    const { sent, read, text } = open({}, session);
    vi.advanceTimersByTime(10);
    session.input('two\r\n');
    expect(sent.map(({ kind, offset }) => [kind, offset])).toEqual([
      ['whole', 5],
      ['output', 5],
    ]);
    read();
    expect(text()).toMatch(/^one\ntwo\n/);
  });

  it('gathers the output of the next 4 ms in one frame', () => {
    const { session, sent, read, kinds } = open();
    read();
    vi.advanceTimersByTime(10);
    for (let i = 0; i < 10; i++) session.input('key');
    expect(kinds()).toEqual(['whole', 'output']);
    vi.advanceTimersByTime(4);
    expect(sent.map(({ bytes, kind }) => (kind === 'output' ? bytes.length : 0))).toEqual([0, 3, 27]);
  });

  it('continues where a reconnecting page stopped, even while output is gathered', () => {
    const session = new Session('demo', PANE, echoPty(), 'nonce');
    session.input('abcdef');
    const { sent } = open({ from: 4 }, session);
    expect(sent).toMatchObject([{ kind: 'output', offset: 4, bytes: new Uint8Array([0x65, 0x66]) }]);
  });

  it.each([
    ['from before what is kept', 0],
    ['from what has not been', 10_000_000],
  ])('begins with the screen for a page that comes back %s', (_name, from) => {
    const session = new Session('demo', PANE, echoPty(), 'nonce');
    for (let i = 0; i < 400; i++) session.input(LINE);
    expect(open({ from }, session).kinds()).toEqual(['whole']);
  });

  it('never has more on its way than the window, and sends screens one at a time meanwhile', () => {
    const { session, kinds, owed, read } = open();
    read();
    let most = 0;
    for (let i = 0; i < 3000; i++) {
      session.input(LINE);
      most = Math.max(most, owed());
      if (i % 10 === 0) vi.advanceTimersByTime(1);
      if (i % 400 === 399) read();
    }
    expect(most).toBeLessThanOrEqual(256 * 1024);
    expect(kinds().filter((kind) => kind === 'viewport').length).toBeGreaterThan(2);
    // At most one screen each time the page has parsed one.
    expect(kinds().filter((kind) => kind === 'viewport').length).toBeLessThanOrEqual(8);
  });

  it('sends a page that was behind all rows in the end, and streams again', () => {
    const { session, sent, read, kinds, text } = open();
    read();
    for (let i = 1; i <= 3000; i++) session.input(`${i} ${LINE}`);
    for (let i = 0; i < 40; i++) {
      vi.advanceTimersByTime(5);
      read();
    }
    expect(kinds().at(-1)).toBe('whole');
    const last = [...text().matchAll(/^(\d+) x/gm)].map(([, n]) => Number(n));
    expect(last.at(-1)).toBe(3000);
    session.input('after\r\n');
    expect(sent.at(-1)).toMatchObject({ kind: 'output', bytes: new TextEncoder().encode('after\r\n') });
  });

  it('sends no frames while a page reads nothing', () => {
    const { session, sent } = open();
    for (let i = 0; i < 3000; i++) {
      session.input(LINE);
      vi.advanceTimersByTime(1);
    }
    const bytes = sent.reduce((sum, frame) => sum + frame.bytes.length, 0);
    expect(bytes).toBeLessThan(400 * 1024);
    vi.advanceTimersByTime(60_000);
    expect(sent.reduce((sum, frame) => sum + frame.bytes.length, 0)).toBe(bytes);
  });

  it('sends viewers fewer screens', () => {
    const count = (viewer: boolean) => {
      const { session, kinds, read } = open({ viewer });
      for (let i = 0; i < 600; i++) {
        for (let lines = 0; lines < 20; lines++) session.input(LINE);
        vi.advanceTimersByTime(1);
        if (i % 20 === 0) read();
      }
      return kinds().filter((kind) => kind === 'viewport').length;
    };
    const [speaker, viewer] = [count(false), count(true)];
    expect(viewer).toBeGreaterThan(2);
    expect(viewer).toBeLessThan(speaker / 2);
  });

  it('never streams a flood to viewers, however fast they answer', () => {
    const { session, sent, kinds, read } = open({ viewer: true });
    // 10 MB/s for two seconds.
    for (let ms = 0; ms < 2000; ms++) {
      session.input(LINE.repeat(10));
      vi.advanceTimersByTime(1);
      read();
    }
    expect(kinds().filter((kind) => kind === 'whole')).toHaveLength(1);
    const streamed = sent.reduce((sum, { kind, bytes }) => sum + (kind === 'output' ? bytes.length : 0), 0);
    expect(streamed).toBeLessThan(session.received / 20);
  });

  it('sends the exit after the last output, even to a page that is behind', () => {
    for (const lines of [1, 1000]) {
      const { session, kinds, read, text } = open();
      read();
      for (let i = 1; i <= lines; i++) session.input(`${i} ${LINE}`);
      session.dispose();
      read();
      expect(kinds().at(-1)).toBe('exit');
      expect(text()).toContain(`${lines} x`);
    }
  });

  it('ignores acknowledgements of frames that were never sent', () => {
    const { stream, sent } = open();
    stream.ack(1e9);
    stream.ack(0);
    expect(sent).toHaveLength(1);
  });
});
