// One WebSocket per page: channels for its terminals, messages for the rest, and coming back by itself. Shows nothing.
import { decodeFrame, type Frame } from '../../protocol/frame.ts';
import {
  type ClientMessage,
  MAX_INPUT_CHARS,
  PROTOCOL_VERSION,
  type Readiness,
  type ServerMessage,
} from '../../protocol/message.ts';
import { SERVED_ATTRIBUTE } from '../../protocol/served.ts';
import { cutInput } from './blocks/paste.ts';
import { type PaneRef, paneKey, type Reason } from './drivers/driver.ts';

/** `static`: this page is served without our server and never will have a socket. */
export type LinkState = 'static' | 'connecting' | 'open' | 'reconnecting';

export type LinkEvent = { kind: 'state'; state: LinkState } | { kind: 'message'; message: ServerMessage };

export type ChannelEvent =
  | { kind: 'attached' }
  | { kind: 'refused'; reason: Reason }
  | { kind: 'exit'; status: number | null }
  | { kind: 'frame'; frame: Frame; parsed: () => void };

/** One attached terminal. It attaches again by itself after a reconnection. */
export type Channel = {
  input(data: string): void;
  restart(): void;
  dispose(): void;
};

export type Link = {
  state(): LinkState;
  /** What the server last said about a demo; unknown before the first welcome. */
  readiness(demo: string): Readiness | undefined;
  /** Returns false when there is no open socket; the message is then lost, not kept. */
  send(message: ClientMessage): boolean;
  attach(ref: PaneRef, emit: (event: ChannelEvent) => void): Channel;
  on(listener: (event: LinkEvent) => void): () => void;
  dispose(): void;
};

/** Acknowledgements are sent at most once per so many parsed bytes, or so many milliseconds. */
const ACK_BYTES = 16 * 1024;
const ACK_MS = 10;
const BACKOFF_MS = { first: 200, last: 5000 };

type Attached = {
  ref: PaneRef;
  emit: (event: ChannelEvent) => void;
  /**
   * One object per confirmed stream; null until the server has confirmed. Frames before that, and what is parsed
   * late of an earlier stream, belong to another life of the number.
   */
  life: object | null;
  parsed: number;
  acked: number;
  timer: ReturnType<typeof setTimeout> | undefined;
};

/** Whether our server gave this page; any other one gives the files as they were built. */
export function isServed(root: Element): boolean {
  return root.hasAttribute(SERVED_ATTRIBUTE);
}

/** @param base where the page is served by our server; the socket is `ws` beside it. */
export function createLink(base: string): Link {
  let state: LinkState = 'connecting';
  let socket: WebSocket | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let backoff = BACKOFF_MS.first;
  let disposed = false;
  let nextChannel = 0;
  const channels = new Map<number, Attached>();
  const demos = new Map<string, Readiness>();
  const listeners = new Set<(event: LinkEvent) => void>();

  const tell = (event: LinkEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  const become = (next: LinkState) => {
    if (state === next) return;
    state = next;
    tell({ kind: 'state', state });
  };
  const send = (message: ClientMessage): boolean => {
    if (state !== 'open' || socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(message));
    return true;
  };
  const attach = (ch: number, channel: Attached) => {
    clearTimeout(channel.timer);
    Object.assign(channel, { life: null, parsed: 0, acked: 0, timer: undefined } satisfies Partial<Attached>);
    send({ t: 'attach', ch, demo: channel.ref.demo, pane: channel.ref.pane });
  };

  const acknowledge = (ch: number, channel: Attached) => {
    clearTimeout(channel.timer);
    channel.timer = undefined;
    if (channel.parsed <= channel.acked || channels.get(ch) !== channel) return;
    if (send({ t: 'ack', ch, offset: channel.parsed })) channel.acked = channel.parsed;
  };
  const parsed = (ch: number, channel: Attached, life: object, offset: number) => {
    if (life !== channel.life) return;
    channel.parsed = Math.max(channel.parsed, offset);
    if (channel.parsed - channel.acked >= ACK_BYTES) acknowledge(ch, channel);
    else channel.timer ??= setTimeout(acknowledge, ACK_MS, ch, channel);
  };

  const reopen = () => {
    const older = [...channels];
    become('open');
    return older.filter(([ch, channel]) => channels.get(ch) === channel);
  };

  const onFrame = (data: ArrayBuffer) => {
    const frame = decodeFrame(data);
    const channel = channels.get(frame.ch);
    if (!channel?.life) return;
    const { life } = channel;
    const end = frame.offset + (frame.kind === 'output' ? frame.bytes.length : 0);
    if (frame.kind === 'snapshot') channel.acked = Math.min(channel.acked, end - 1);
    channel.emit({ kind: 'frame', frame, parsed: () => parsed(frame.ch, channel, life, end) });
  };

  const onMessage = (message: ServerMessage) => {
    switch (message.t) {
      case 'welcome':
        if (message.version !== PROTOCOL_VERSION) return reloadOnce();
        backoff = BACKOFF_MS.first;
        demos.clear();
        for (const demo of message.demos) demos.set(demo.id, demo.readiness);
        // Whoever hears of the open link may attach at once; only the older ones are attached again here.
        for (const [ch, channel] of reopen()) attach(ch, channel);
        break;
      case 'readiness':
        demos.set(message.demo, message.readiness);
        break;
      case 'attached': {
        const channel = channels.get(message.ch);
        if (channel) {
          channel.life = {};
          // The stream begins here: nothing before it is owed an acknowledgement.
          channel.parsed = channel.acked = message.offset - 1;
          channel.emit({ kind: 'attached' });
        }
        break;
      }
      case 'refused':
        channels.get(message.ch)?.emit({ kind: 'refused', reason: { why: message.why, mend: message.mend } });
        break;
      case 'exit':
        channels.get(message.ch)?.emit({ kind: 'exit', status: message.status });
        break;
      case 'error':
        console.warn(`the server refused a message: ${message.why}`);
        break;
    }
    tell({ kind: 'message', message });
  };

  const connect = () => {
    if (disposed) return;
    clearTimeout(retry);
    const url = new URL('ws', base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const mine = new WebSocket(url);
    socket = mine;
    mine.binaryType = 'arraybuffer';
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      if (typeof data === 'string') onMessage(JSON.parse(data) as ServerMessage);
      else onFrame(data as ArrayBuffer);
    };
    mine.onclose = () => {
      if (mine !== socket || disposed) return;
      if (state === 'open') become('reconnecting');
      retry = setTimeout(connect, backoff * (0.75 + Math.random() / 2));
      backoff = Math.min(backoff * 2, BACKOFF_MS.last);
    };
  };

  /** Someone is looking again: don't sit out a long pause. */
  const hurry = () => {
    if (document.visibilityState !== 'visible' || (state !== 'reconnecting' && state !== 'connecting'))
      return;
    if (socket && socket.readyState !== WebSocket.CLOSED) return;
    backoff = BACKOFF_MS.first;
    connect();
  };
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);

  connect();

  return {
    state: () => state,
    readiness: (demo) => demos.get(demo),
    send,
    attach(ref, emit) {
      while (channels.has(nextChannel)) nextChannel = (nextChannel + 1) % 0x10000;
      const ch = nextChannel;
      // Numbers are taken in turn, so that late frames of a closed terminal meet no new one.
      nextChannel = (nextChannel + 1) % 0x10000;
      const channel: Attached = { ref, emit, life: null, parsed: 0, acked: 0, timer: undefined };
      channels.set(ch, channel);
      attach(ch, channel);
      return {
        input(data) {
          for (const piece of cutInput(data, MAX_INPUT_CHARS)) send({ t: 'input', ch, data: piece });
        },
        restart: () => void send({ t: 'restart', ch }),
        dispose() {
          clearTimeout(channel.timer);
          if (channels.delete(ch)) send({ t: 'detach', ch });
        },
      };
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      disposed = true;
      clearTimeout(retry);
      for (const channel of channels.values()) clearTimeout(channel.timer);
      channels.clear();
      listeners.clear();
      window.removeEventListener('online', hurry);
      document.removeEventListener('visibilitychange', hurry);
      socket?.close();
    },
  };
}

/** A link for a page that starts nothing: a preview, or the deck on a static site. */
export function createStaticLink(): Link {
  return {
    state: () => 'static',
    readiness: () => undefined,
    send: () => false,
    attach: (ref, emit) => {
      emit({ kind: 'refused', reason: { why: `no server for ${paneKey(ref)}`, mend: 'npm start' } });
      return { input() {}, restart() {}, dispose() {} };
    },
    on: () => () => {},
    dispose() {},
  };
}

/** The server is newer than this page: load its page, but never in a circle. */
function reloadOnce() {
  const last = Number(sessionStorage.getItem('deck-reloaded') ?? 0);
  if (Date.now() - last < 10_000) return;
  sessionStorage.setItem('deck-reloaded', String(Date.now()));
  location.reload();
}
