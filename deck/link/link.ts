// A page's WebSocket: channels for its terminals, messages for the rest; it reconnects by itself.
import { decodeFrame } from '../../protocol/frame.ts';
import { Listeners } from '../../protocol/listeners.ts';
import { type ClientMessage, maySend, PROTOCOL_VERSION, type ServerMessage } from '../../protocol/message.ts';
import { type PaneRef, paneKey, type Readiness } from '../../protocol/pane.ts';
import { Pulse } from '../../protocol/pulse.ts';
import type { Role } from '../../protocol/role.ts';
import { SERVED_ATTRIBUTE } from '../../protocol/served.ts';
import { type Channel, type ChannelEvent, ChannelStream, type Wire } from './channel-stream.ts';

/** `static`: this page was not served by our server and will never have a socket. */
export type LinkState = 'static' | 'connecting' | 'open' | 'reconnecting';

export type LinkEvent = { kind: 'state'; state: LinkState } | { kind: 'message'; message: ServerMessage };

export type Link = {
  state(): LinkState;
  /** The role that the server gave this page; `speaker` before the first welcome. */
  role(): Role;
  /** A demo's readiness as the server last sent it; undefined before the first welcome. */
  readiness(demo: string): Readiness | undefined;
  /** @returns false if the message is lost: the socket is not open, or this page may not send it. */
  send(message: ClientMessage): boolean;
  attach(ref: PaneRef, emit: (event: ChannelEvent) => void): Channel;
  on(listener: (event: LinkEvent) => void): () => void;
};

const BACKOFF_MS = { first: 200, last: 5000 };

/** Time between two pings, in ms. */
const PING_MS = 5000;

/** After this many unanswered pings in a row the connection counts as lost: 10 to 15 seconds. */
const UNANSWERED = 2;

/** How long the first message may take, in ms: a stopped server process still accepts connections. */
const CONNECT_MS = 5000;

/** Whether our server served this page; any other server serves the built files unchanged. */
export function isServed(root: Element): boolean {
  return root.hasAttribute(SERVED_ATTRIBUTE);
}

/**
 * @param base the page's address on our server; the socket is `ws` beside it.
 * @param as asks for a role with fewer rights.
 * @param reload loads the page anew when the server is newer than it.
 */
export function createLink(base: string, as?: 'remote', reload = () => location.reload()): Link {
  let state: LinkState = 'connecting';
  let role: Role = 'speaker';
  let socket: WebSocket | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let backoff = BACKOFF_MS.first;
  let nextChannel = 0;
  const channels = new Map<number, ChannelStream>();
  const demos = new Map<string, Readiness>();
  const listeners = new Listeners<[event: LinkEvent]>();

  const become = (next: LinkState) => {
    if (state === next) return;
    state = next;
    listeners.call({ kind: 'state', state });
  };
  const send = (message: ClientMessage): boolean => {
    if (state !== 'open' || socket?.readyState !== WebSocket.OPEN) return false;
    if (!maySend(role, message.t)) return false;
    socket.send(JSON.stringify(message));
    return true;
  };
  const wire: Wire = {
    send,
    disposed(ch) {
      if (channels.delete(ch)) send({ t: 'detach', ch });
    },
  };

  /** Listeners of `open` may attach new channels at once, so only the older ones are attached again here. */
  const reopen = () => {
    const older = [...channels.values()];
    become('open');
    const living = new Set(channels.values());
    for (const channel of older) if (living.has(channel)) channel.attach();
  };

  const onFrame = (data: ArrayBuffer) => {
    const frame = decodeFrame(data);
    channels.get(frame.ch)?.take(frame);
  };

  const onMessage = (message: ServerMessage) => {
    switch (message.t) {
      case 'welcome':
        if (message.version !== PROTOCOL_VERSION) return reloadOnce(reload);
        backoff = BACKOFF_MS.first;
        role = message.role;
        demos.clear();
        for (const demo of message.demos) demos.set(demo.id, demo.readiness);
        reopen();
        break;
      case 'readiness':
        demos.set(message.demo, message.readiness);
        break;
      case 'attached':
        channels.get(message.ch)?.attached(message);
        break;
      case 'refused':
        channels.get(message.ch)?.emit({ kind: 'refused', reason: { why: message.why, fix: message.fix } });
        break;
      case 'lost':
        channels.get(message.ch)?.emit({ kind: 'lost', why: message.why });
        break;
      case 'unstarted':
        channels.get(message.ch)?.emit({ kind: 'unstarted' });
        break;
      case 'exit':
        channels.get(message.ch)?.emit({ kind: 'exit', status: message.status });
        break;
      case 'error':
        console.warn(`the server refused a message: ${message.why}`);
        break;
      // Nothing to do here: other parts of the page listen for these.
      case 'pong':
      case 'step':
      case 'held':
      case 'at':
      case 'source':
      case 'press':
      case 'document':
      case 'updates':
      case 'verdict':
      case 'checkpoint':
        break;
      default:
        message satisfies never;
    }
    listeners.call({ kind: 'message', message });
  };

  const connect = () => {
    clearTimeout(retry);
    const url = new URL(as ? `ws?as=${as}` : 'ws', base);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const mine = new WebSocket(url);
    socket = mine;
    mine.binaryType = 'arraybuffer';
    const slow = setTimeout(() => lose(mine), CONNECT_MS);
    mine.onmessage = ({ data }) => {
      if (mine !== socket) return;
      clearTimeout(slow);
      pulse.heard();
      if (typeof data === 'string') onMessage(JSON.parse(data) as ServerMessage);
      else onFrame(data as ArrayBuffer);
    };
    mine.onclose = () => {
      clearTimeout(slow);
      lose(mine);
    };
  };

  /** Gives this socket up and opens another one after a pause. */
  const lose = (mine: WebSocket) => {
    if (mine !== socket) return;
    socket = undefined;
    mine.close();
    for (const stream of channels.values()) stream.detached();
    if (state === 'open') become('reconnecting');
    retry = setTimeout(connect, backoff * (0.75 + Math.random() / 2));
    backoff = Math.min(backoff * 2, BACKOFF_MS.last);
  };

  const pulse = new Pulse(UNANSWERED);
  setInterval(() => {
    if (!pulse.beat(() => send({ t: 'ping' })) && socket) lose(socket);
  }, PING_MS);

  /** Reconnects without a pause when the page is visible or online again. */
  const hurry = () => {
    if (document.visibilityState !== 'visible' || (state !== 'reconnecting' && state !== 'connecting'))
      return;
    if (socket) return;
    backoff = BACKOFF_MS.first;
    connect();
  };
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);

  connect();

  return {
    state: () => state,
    role: () => role,
    readiness: (demo) => demos.get(demo),
    send,
    attach(ref, emit) {
      while (channels.has(nextChannel)) nextChannel = (nextChannel + 1) % 0x10000;
      const ch = nextChannel;
      // Numbers are reused as late as possible, so that late frames of a closed terminal don't reach a new one.
      nextChannel = (nextChannel + 1) % 0x10000;
      const stream = new ChannelStream(ch, ref, wire, emit);
      channels.set(ch, stream);
      stream.attach();
      return stream;
    },
    on: (listener) => listeners.add(listener),
  };
}

/** A link for a page that starts nothing: a preview, or the deck on a static site. */
export function createStaticLink(): Link {
  return {
    state: () => 'static',
    role: () => 'speaker',
    readiness: () => undefined,
    send: () => false,
    attach: (ref, emit) => {
      emit({ kind: 'refused', reason: { why: `no server for ${paneKey(ref)}`, fix: 'npm start' } });
      return { input() {}, restart() {}, again() {}, dispose() {} };
    },
    on: () => () => {},
  };
}

/** The server is newer than this page: reload, but never in a loop. */
function reloadOnce(reload: () => void) {
  const last = Number(sessionStorage.getItem('deck-reloaded') ?? 0);
  if (Date.now() - last < 10_000) return;
  sessionStorage.setItem('deck-reloaded', String(Date.now()));
  reload();
}
