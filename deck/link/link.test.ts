import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { encodeFrame, type Frame } from '../../protocol/frame.ts';
import { type ClientMessage, PROTOCOL_VERSION, type ServerMessage } from '../../protocol/message.ts';
import type { ChannelEvent } from './channel-stream.ts';
import { createLink, type Link } from './link.ts';

/** A socket whose server side the test plays. */
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
  receive(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  seq = 0;
  frame(kind: Frame['kind'], ch: number, offset: number, length: number): void {
    const [bytes, tail] = [new Uint8Array(length), new Uint8Array(0)];
    const frame = encodeFrame({ kind, ch, seq: ++this.seq, offset, bytes, tail });
    this.onmessage?.({ data: frame.buffer });
  }
  sentOf<T extends ClientMessage['t']>(t: T): ClientMessage[] {
    return this.sent.filter((message) => message.t === t);
  }
}

const welcome: ServerMessage = {
  t: 'welcome',
  version: PROTOCOL_VERSION,
  role: 'speaker',
  network: 'lab',
  at: null,
  demos: [{ id: 'demo', readiness: { state: 'live' } }],
  steps: [],
  sources: [],
};
const attached = (
  ch: number,
  more: Partial<Extract<ServerMessage, { t: 'attached' }>> = {},
): ServerMessage => ({
  t: 'attached',
  ch,
  session: 'run.1',
  cols: 97,
  rows: 9,
  offset: 0,
  resumed: false,
  input: 0,
  ...more,
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
  vi.stubGlobal('performance', { now: () => Date.now() });
});
afterEach(() => {
  vi.clearAllTimers();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function open() {
  link = createLink('http://127.0.0.1:4242/speaker');
  await vi.advanceTimersByTimeAsync(0);
  const socket = FakeSocket.all[0]!;
  socket.receive(welcome);
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

test('a page may ask to be a remote, and has the role that the server gives it', async () => {
  link = createLink('http://127.0.0.1:4242/remote', 'remote');
  await vi.advanceTimersByTimeAsync(0);
  const socket = FakeSocket.all[0]!;
  expect(String(socket.url)).toBe('ws://127.0.0.1:4242/ws?as=remote');
  socket.receive({ ...welcome, role: 'remote' } as ServerMessage);
  expect(link.role()).toBe('remote');
  expect(link.send({ t: 'press', key: 'next' })).toBe(true);
  expect(socket.sentOf('press')).toEqual([{ t: 'press', key: 'next' }]);
});

test('a viewer’s page sends nothing that would be refused', async () => {
  link = createLink('http://192.168.1.5:4242/');
  await vi.advanceTimersByTimeAsync(0);
  const socket = FakeSocket.all[0]!;
  socket.receive({ ...welcome, role: 'viewer' } as ServerMessage);
  const channel = link.attach(ref, () => {});
  socket.receive(attached(0));
  channel.input('x');
  channel.restart();
  expect(link.send({ t: 'at', at: { h: 1, v: 0, f: -1 } })).toBe(false);
  expect(link.send({ t: 'step', demo: 'demo', step: 'a', act: 'run' })).toBe(false);
  expect(socket.sent.map(({ t }) => t)).toEqual(['attach']);
});

test('output is acknowledged only when parsed, once per 10 ms; a screen at once', async () => {
  const { socket, events } = await open();
  socket.receive(attached(0));
  socket.frame('whole', 0, 0, 500);
  for (let i = 0; i < 5; i++) socket.frame('output', 0, i * 100, 100);
  await vi.advanceTimersByTimeAsync(50);
  expect(socket.sentOf('ack')).toEqual([]);
  parse(events);
  expect(socket.sentOf('ack')).toEqual([{ t: 'ack', ch: 0, seq: 1 }]);
  await vi.advanceTimersByTimeAsync(10);
  expect(socket.sentOf('ack')).toEqual([
    { t: 'ack', ch: 0, seq: 1 },
    { t: 'ack', ch: 0, seq: 6 },
  ]);
});

test('a flood is acknowledged every 16 KiB without waiting', async () => {
  const { socket, events } = await open();
  socket.receive(attached(0));
  socket.frame('whole', 0, 0, 10);
  parse(events);
  for (let i = 0; i < 8; i++) socket.frame('output', 0, i * 8192, 8192);
  parse(events);
  expect(socket.sentOf('ack').map((m) => m.t === 'ack' && m.seq)).toEqual([1, 3, 5, 7, 9]);
});

test('output of an earlier shell that is parsed late is not acknowledged to the next one', async () => {
  const { socket, events } = await open();
  socket.receive(attached(0));
  socket.frame('whole', 0, 900_000, 100);
  const late = events.splice(0);
  socket.receive(attached(0, { session: 'run.2' }));
  socket.frame('whole', 0, 0, 10);
  parse(late);
  expect(socket.sentOf('ack')).toEqual([]);
  parse(events);
  expect(socket.sentOf('ack')).toEqual([{ t: 'ack', ch: 0, seq: 2 }]);
});

test('if output is missing, the page asks for the screen instead of showing the rest', async () => {
  const { socket, events } = await open();
  socket.receive(attached(0));
  socket.frame('whole', 0, 100, 10);
  socket.frame('output', 0, 100, 50);
  socket.frame('output', 0, 151, 50);
  expect(events.map((event) => (event.kind === 'frame' ? event.frame.offset : event.kind))).toEqual([
    'attached',
    100,
    100,
  ]);
  expect(socket.sent.slice(-2)).toMatchObject([
    { t: 'detach', ch: 0 },
    { t: 'attach', ch: 0, have: { session: 'run.1', offset: null } },
  ]);
});

test('after a lost connection it continues where it was, or asks for the screen if it showed a viewport', async () => {
  const { socket } = await open();
  socket.receive(attached(0));
  socket.frame('whole', 0, 100, 10);
  socket.frame('output', 0, 100, 50);
  socket.close();
  await vi.advanceTimersByTimeAsync(1000);
  const second = FakeSocket.all[1]!;
  second.receive(welcome);
  expect(second.sent).toMatchObject([{ t: 'attach', ch: 0, have: { session: 'run.1', offset: 150 } }]);
  second.receive(attached(0, { resumed: true, offset: 150 }));
  second.frame('output', 0, 150, 5);
  second.frame('viewport', 0, 9000, 40);
  second.close();
  await vi.advanceTimersByTimeAsync(1000);
  FakeSocket.all[2]!.receive(welcome);
  expect(FakeSocket.all[2]!.sent).toMatchObject([{ t: 'attach', have: { session: 'run.1', offset: null } }]);
});

test('keys typed while the connection is lost are sent once each when it is back within 5 s', async () => {
  const { socket, channel } = await open();
  socket.receive(attached(0));
  for (const key of ['a', 'b']) channel.input(key);
  socket.close();
  channel.input('c');
  await vi.advanceTimersByTimeAsync(1000);
  const second = FakeSocket.all[1]!;
  second.receive(welcome);
  // The server has had the first key, and the connection was lost before the second.
  second.receive(attached(0, { resumed: true, input: 1 }));
  expect(second.sentOf('input')).toEqual([
    { t: 'input', ch: 0, n: 2, data: 'b' },
    { t: 'input', ch: 0, n: 3, data: 'c' },
  ]);
  second.close();
  channel.input('d');
  await vi.advanceTimersByTimeAsync(6000);
  const third = FakeSocket.all.at(-1)!;
  third.receive(welcome);
  third.receive(attached(0, { resumed: true, input: 3 }));
  channel.input('e');
  expect(third.sentOf('input')).toEqual([{ t: 'input', ch: 0, n: 5, data: 'e' }]);
});

test('keys for a shell that is gone are not typed into the next one', async () => {
  const { socket, channel } = await open();
  socket.receive(attached(0));
  socket.close();
  channel.input('rm x');
  await vi.advanceTimersByTimeAsync(1000);
  const second = FakeSocket.all[1]!;
  second.receive(welcome);
  second.receive(attached(0, { session: 'run.2' }));
  expect(second.sentOf('input')).toEqual([]);
});

test('a page leaves a server that answers no pings, and stays with one that does', async () => {
  const { link, socket } = await open();
  const states: string[] = [];
  link.on((event) => event.kind === 'state' && states.push(event.state));
  for (let i = 0; i < 10; i++) {
    await vi.advanceTimersByTimeAsync(5000);
    socket.receive({ t: 'pong' });
  }
  expect(states).toEqual([]);
  expect(socket.sentOf('ping').length).toBeGreaterThan(5);
  await vi.advanceTimersByTimeAsync(16_000);
  expect(states).toEqual(['reconnecting']);
});

test('after a lost connection it tries again with growing pauses and attaches again', async () => {
  const { link, socket } = await open();
  const states: string[] = [];
  link.on((event) => event.kind === 'state' && states.push(event.state));
  socket.close();
  for (let i = 1; i < 4; i++) {
    await vi.advanceTimersByTimeAsync(5000);
    FakeSocket.all[i]!.close();
  }
  await vi.advanceTimersByTimeAsync(4000);
  const last = FakeSocket.all.at(-1)!;
  last.receive(welcome);
  expect(states).toEqual(['reconnecting', 'open']);
  expect(last.sent).toMatchObject([{ t: 'attach', ch: 0, demo: 'demo', pane: 'a' }]);
});

test('frames of a closed terminal don’t reach a new one', async () => {
  const { link, socket, channel, events } = await open();
  socket.receive(attached(0));
  socket.frame('whole', 0, 0, 10);
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

test('a long input is cut into pieces, in order', async () => {
  const { socket, channel } = await open();
  socket.receive(attached(0));
  channel.input('x'.repeat(40_000));
  expect(socket.sentOf('input').map((m) => m.t === 'input' && m.data.length)).toEqual([16384, 16384, 7232]);
});

test('a pane shown again later numbers its keys under another name, so that none counts as a repetition', async () => {
  const { socket } = await open();
  const names = [1, 2].map((ch) => {
    const channel = link!.attach(ref, () => {});
    socket.receive(attached(ch));
    for (const key of 'abc') channel.input(key);
    channel.dispose();
    const [attach] = socket.sentOf('attach').slice(-1) as Extract<ClientMessage, { t: 'attach' }>[];
    return attach!.page;
  });
  expect(new Set(names).size).toBe(2);
  expect(socket.sentOf('input')).toMatchObject([1, 2, 3, 1, 2, 3].map((n) => ({ n })));
});
