import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { encodeFrame } from '../../protocol/frame.ts';
import type { ClientMessage, ServerMessage } from '../../protocol/message.ts';
import { type ChannelEvent, createLink, type Link } from './link.ts';

/** The socket's far end, played by the test. */
class FakeSocket {
  static readonly CLOSED = 3;
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = FakeSocket.OPEN;
  binaryType = '';
  sent: ClientMessage[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor(readonly url: URL) {
    FakeSocket.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = FakeSocket.CLOSED;
    this.onclose?.();
  }
  say(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  frame(kind: 'output' | 'snapshot', ch: number, offset: number, length: number): void {
    this.onmessage?.({ data: encodeFrame({ kind, ch, offset, bytes: new Uint8Array(length) }).buffer });
  }
  sentOf<T extends ClientMessage['t']>(t: T): ClientMessage[] {
    return this.sent.filter((message) => message.t === t);
  }
}

const welcome: ServerMessage = {
  t: 'welcome',
  version: 1,
  network: 'lab',
  at: null,
  demos: [{ id: 'demo', readiness: { state: 'live' } }],
  steps: [],
};
const attached = (ch: number, offset = 0): ServerMessage => ({
  t: 'attached',
  ch,
  cols: 97,
  rows: 9,
  offset,
});
const ref = { demo: 'demo', pane: 'a' };
let link: Link | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  const nowhere = { addEventListener() {}, removeEventListener() {} };
  vi.stubGlobal('window', nowhere);
  vi.stubGlobal('document', { ...nowhere, visibilityState: 'visible' });
  vi.stubGlobal('WebSocket', FakeSocket);
});
afterEach(() => {
  link?.dispose();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function open() {
  link = createLink('http://127.0.0.1:4242/speaker');
  await vi.advanceTimersByTimeAsync(0);
  const socket = FakeSocket.all[0]!;
  socket.say(welcome);
  const events: ChannelEvent[] = [];
  const channel = link.attach(ref, (event) => events.push(event));
  return { link, socket, events, channel };
}
const parse = (events: ChannelEvent[]) => {
  for (const event of events.splice(0)) if (event.kind === 'frame') event.parsed();
};

test('the socket is beside the page', async () => {
  const { socket } = await open();
  expect(String(socket.url)).toBe('ws://127.0.0.1:4242/ws');
});

test('only parsed bytes are acknowledged, once per 10 ms', async () => {
  const { socket, events } = await open();
  socket.say(attached(0));
  socket.frame('snapshot', 0, 0, 500);
  for (let i = 0; i < 5; i++) socket.frame('output', 0, i * 100, 100);
  await vi.advanceTimersByTimeAsync(50);
  expect(socket.sentOf('ack')).toEqual([]);
  parse(events);
  expect(socket.sentOf('ack')).toEqual([]);
  await vi.advanceTimersByTimeAsync(10);
  expect(socket.sentOf('ack')).toEqual([{ t: 'ack', ch: 0, offset: 500 }]);
});

test('a flood is acknowledged every 16 KiB without waiting', async () => {
  const { socket, events } = await open();
  socket.say(attached(0));
  for (let i = 0; i < 8; i++) socket.frame('output', 0, i * 8192, 8192);
  parse(events);
  expect(socket.sentOf('ack').map((m) => m.t === 'ack' && m.offset)).toEqual([16384, 32768, 49152, 65536]);
});

test('a snapshot after a jump is acknowledged, also at an offset that was reached before', async () => {
  const { socket, events } = await open();
  socket.say(attached(0));
  socket.frame('output', 0, 0, 20_000);
  parse(events);
  socket.frame('snapshot', 0, 20_000, 300);
  parse(events);
  await vi.advanceTimersByTimeAsync(10);
  expect(socket.sentOf('ack')).toEqual([
    { t: 'ack', ch: 0, offset: 20_000 },
    { t: 'ack', ch: 0, offset: 20_000 },
  ]);
});

test('what is parsed late of an earlier shell is not acknowledged to the next one', async () => {
  const { socket, events } = await open();
  socket.say(attached(0));
  socket.frame('output', 0, 900_000, 100);
  const late = events.splice(0);
  socket.say(attached(0));
  socket.frame('output', 0, 0, 10);
  parse(late);
  parse(events);
  await vi.advanceTimersByTimeAsync(10);
  expect(socket.sentOf('ack')).toEqual([{ t: 'ack', ch: 0, offset: 10 }]);
});

test('after a lost connection it comes back with growing pauses and attaches again', async () => {
  const { link, socket } = await open();
  const states: string[] = [];
  link.on((event) => event.kind === 'state' && states.push(event.state));
  socket.close();
  for (let i = 1; i < 4; i++) {
    await vi.advanceTimersByTimeAsync(5000);
    FakeSocket.all[i]!.close();
  }
  await vi.advanceTimersByTimeAsync(10_000);
  const last = FakeSocket.all.at(-1)!;
  last.say(welcome);
  expect(states).toEqual(['reconnecting', 'open']);
  expect(last.sent).toEqual([{ t: 'attach', ch: 0, demo: 'demo', pane: 'a' }]);
});

test('frames of a closed terminal meet no new one', async () => {
  const { link, socket, channel, events } = await open();
  socket.say(attached(0));
  channel.dispose();
  const fresh: ChannelEvent[] = [];
  link.attach(ref, (event) => fresh.push(event));
  events.length = 0;
  socket.frame('output', 0, 0, 10);
  expect(events).toEqual([]);
  expect(fresh).toEqual([]);
  expect(socket.sent.map((m) => ('ch' in m ? [m.t, m.ch] : m.t))).toEqual([
    ['attach', 0],
    ['detach', 0],
    ['attach', 1],
  ]);
});

test('a long input is cut, in order', async () => {
  const { socket, channel } = await open();
  channel.input('x'.repeat(40_000));
  expect(socket.sentOf('input').map((m) => m.t === 'input' && m.data.length)).toEqual([16384, 16384, 7232]);
});
