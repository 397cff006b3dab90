// One page on its WebSocket: decodes its messages, and sends it what it may see.
import type { WebSocket } from 'ws';
import { encodeFrame } from '../../protocol/frame.ts';
import {
  type ClientMessage,
  dispatch,
  type Handlers,
  parseClientMessage,
  type ServerMessage,
} from '../../protocol/message.ts';
import { Pulse } from '../../protocol/pulse.ts';
import type { Role } from '../../protocol/role.ts';
import { FROM_PAGE } from '../../protocol/table.ts';
import type { PressTaker } from '../show/presses.ts';
import type { Show } from '../show/show.ts';
import { Rate } from '../system/rate.ts';
import type { Capture } from '../terminal/screen.ts';
import { Channels } from './channels.ts';
import { OpenFiles } from './files.ts';
import { allows, shownTo } from './roles.ts';

/**
 * Bytes that may wait in a socket for a page that doesn't read. Terminals alone stay far below; the rest are messages,
 * which are useless to a page that has not read for so long.
 */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** Messages that a page may send per second, and at once; fast typing during a flood of output takes 300 per second. */
const MESSAGES = { perSecond: 1000, burst: 3000 };

/** After this many refused messages a page is closed; our pages have none. */
const MAX_FAULTS = 10;

/** Close code for a page that sends what our pages never send (RFC 6455 7.4.1: policy violation). */
const POLICY_VIOLATION = 1008;

/** How long a page may take to answer the close, in ms; one that floods never answers. */
const CLOSE_MS = 1000;

/** Time between pings, in ms. The browser itself answers them, even while the page is frozen. */
const PING_MS = 10_000;

/** After this many unanswered pings in a row a page counts as gone. */
const UNANSWERED = 3;

export class Peer {
  private readonly channels: Channels;
  private readonly disposables: { dispose(): void }[] = [];
  private readonly files: OpenFiles;
  private readonly pulse = new Pulse(UNANSWERED);
  private readonly rate = new Rate(MESSAGES.perSecond, MESSAGES.burst);
  private faults = 0;
  private seq = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly role: Role,
    private readonly show: Show,
  ) {
    // Without a listener, one malformed frame would end the whole server. ws itself sends the close code.
    socket.on('error', () => this.leave());
    socket.on('close', () => this.dispose());
    socket.on('pong', () => this.pulse.heard());
    socket.on('message', (data, isBinary) => {
      if (socket.readyState !== socket.OPEN) return;
      this.pulse.heard();
      if (!this.rate.take()) return this.close('too many messages');
      if (isBinary) return this.fault('the server takes no binary messages');
      this.receive(data.toString());
    });
    const pings = setInterval(() => this.ping(), PING_MS);
    this.channels = new Channels(role, show, {
      send: (message) => this.send(message),
      frame: (kind, ch, capture) => this.frame(kind, ch, capture),
      fault: (why) => this.fault(why),
    });
    this.files = new OpenFiles(show.documents, role === 'speaker', (message) => this.send(message));
    this.disposables.push(
      { dispose: () => clearInterval(pings) },
      this.channels,
      this.files,
      show.onMessage((message) => this.send(message)),
      show.sessions.onStart((session) => this.channels.follow(session)),
    );
    if (role === 'speaker') this.disposables.push(show.presses.join(this.takePress));
    this.send(show.welcome(role));
  }

  dispose(): void {
    for (const each of this.disposables.splice(0)) each.dispose();
  }

  private receive(text: string): void {
    let message: ClientMessage;
    try {
      message = parseClientMessage(text);
    } catch (error) {
      return this.fault((error as Error).message);
    }
    const allowed = allows(this.role, message);
    if (!allowed.ok) return this.fault(allowed.why);
    if (FROM_PAGE[message.t].use) this.show.presses.used(this.takePress);
    try {
      dispatch(message, this.handlers);
    } catch (error) {
      this.send({ t: 'error', why: (error as Error).message });
    }
  }

  /** What each kind of message does; called when the page's role may send it. */
  private readonly handlers: Handlers<ClientMessage> = {
    attach: (message) => this.channels.attach(message),
    detach: ({ ch }) => this.channels.detach(ch),
    input: (message) => this.channels.input(message),
    ack: (message) => this.channels.ack(message),
    ping: () => this.send({ t: 'pong' }),
    restart: ({ ch }) => this.channels.restart(ch),
    step: (message) => this.step(message),
    give: ({ demo, step }) => this.show.give(demo, step),
    open: (message) => this.files.open(message),
    shut: (message) => this.files.shut(message),
    edit: (message) => this.files.edit(message),
    rescue: ({ demo, file, act }) => this.show.rescue(demo, file, act),
    reset: ({ demo }) => this.channels.reset(demo),
    at: ({ at }) => this.show.move(at),
    source: ({ demo, pane, source }) => this.show.choose({ demo, pane, source }),
    press: ({ key }) => {
      const pressed = this.show.presses.press(key);
      if (!pressed.ok) this.send({ t: 'error', why: pressed.why });
    },
  };

  private ping(): void {
    const send = () => {
      this.socket.ping();
      return true;
    };
    if (!this.pulse.beat(send)) this.socket.terminate();
  }

  private readonly takePress: PressTaker = (key) => this.send({ t: 'press', key });

  private step({ demo, step, act }: Extract<ClientMessage, { t: 'step' }>): void {
    const outcome = this.show.act(demo, step, act);
    if (outcome.kind === 'held') this.send({ t: 'held', demo, step, why: outcome.why, next: outcome.next });
  }

  private frame(kind: 'output' | 'whole' | 'viewport', ch: number, { bytes, offset, tail }: Capture): number {
    this.seq++;
    if (this.writable()) this.socket.send(encodeFrame({ kind, ch, seq: this.seq, offset, bytes, tail }));
    return this.seq;
  }

  /** @returns false when the page may not see the message, or is gone. */
  private send(message: ServerMessage): boolean {
    const shown = shownTo(this.role, message);
    if (!shown || !this.writable()) return false;
    this.socket.send(JSON.stringify(shown));
    return true;
  }

  private writable(): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return false;
    if (this.socket.bufferedAmount <= MAX_WAITING_BYTES) return true;
    this.socket.terminate();
    return false;
  }

  /** Answers a bad message with an error, and closes a page that keeps sending them. */
  private fault(why: string): void {
    this.send({ t: 'error', why });
    if (++this.faults >= MAX_FAULTS) this.close(why);
  }

  private close(why: string): void {
    // A reason is at most 123 bytes (RFC 6455 5.5).
    this.socket.close(POLICY_VIOLATION, why.slice(0, 100));
    this.leave();
  }

  /** Gives the page a moment to read the close, and then ends the connection. */
  private leave(): void {
    setTimeout(() => this.socket.terminate(), CLOSE_MS).unref();
  }
}
