// One page on its WebSocket: decodes what it sends, sends it what it may see. Decides nothing about sessions.
import type { WebSocket } from 'ws';
import { encodeFrame } from '../protocol/frame.ts';
import { type ClientMessage, parseClientMessage, type ServerMessage } from '../protocol/message.ts';
import type { Session } from './session.ts';
import type { Show } from './show.ts';
import { Stream } from './stream.ts';

/** Terminals one page may attach; the talk's slides hold two, a speaker's page a few more. */
const MAX_CHANNELS = 16;

/** Time without any sign of life after which a page is gone, in ms; asked with a ping at half of it. */
const SILENCE_MS = 30_000;

/** Close code for a page that sends what no page of ours sends (RFC 6455 7.4.1: policy violation). */
const POLICY_VIOLATION = 1008;

type Channel = { demo: string; pane: string; session: Session; stream: Stream; hold: { dispose(): void } };

export class Peer {
  private readonly channels = new Map<number, Channel>();
  private readonly disposables: { dispose(): void }[] = [];
  private readonly heartbeat: NodeJS.Timeout;
  private heard = Date.now();
  private faults = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly show: Show,
    private readonly onGone: () => void,
  ) {
    // Without a listener, one malformed frame would take the whole server down.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.dispose());
    socket.on('pong', () => {
      this.heard = Date.now();
    });
    socket.on('message', (data, isBinary) => {
      this.heard = Date.now();
      if (isBinary) return this.fault('binary messages are not for the server');
      this.receive(data.toString());
    });
    this.heartbeat = setInterval(() => {
      if (Date.now() - this.heard > SILENCE_MS) socket.terminate();
      else socket.ping();
    }, SILENCE_MS / 2);
    this.disposables.push(
      show.onMessage((message) => this.send(message)),
      show.sessions.onStart((session) => this.follow(session)),
    );
    this.send(show.welcome());
  }

  dispose(): void {
    clearInterval(this.heartbeat);
    for (const { dispose } of this.disposables.splice(0)) dispose();
    for (const ch of [...this.channels.keys()]) this.detach(ch);
    this.onGone();
  }

  private receive(text: string): void {
    let message: ClientMessage;
    try {
      message = parseClientMessage(text);
    } catch (error) {
      return this.fault((error as Error).message);
    }
    try {
      this.obey(message);
    } catch (error) {
      this.send({ t: 'error', why: (error as Error).message });
    }
  }

  private obey(message: ClientMessage): void {
    switch (message.t) {
      case 'attach':
        return this.attach(message.ch, message.demo, message.pane);
      case 'detach':
        return this.detach(message.ch);
      case 'input':
        return this.channels.get(message.ch)?.session.input(message.data);
      case 'ack':
        return this.channels.get(message.ch)?.stream.ack(message.offset);
      case 'restart': {
        const channel = this.channels.get(message.ch);
        if (channel) this.show.sessions.restart(channel.demo, channel.pane);
        return;
      }
      case 'step':
        return void this.step(message);
      case 'reset': {
        const panes = [...this.channels.values()].filter((channel) => channel.demo === message.demo);
        this.show.reset(message.demo);
        for (const { demo, pane } of panes) this.show.sessions.open(demo, pane);
        return;
      }
      case 'at':
        return this.show.move(message.at);
    }
  }

  private async step({ demo, step, act }: Extract<ClientMessage, { t: 'step' }>): Promise<void> {
    const outcome = await this.show.act(demo, step, act);
    if (outcome.kind === 'held') this.send({ t: 'held', demo, step, why: outcome.why });
    if (outcome.kind === 'refused') this.send({ t: 'error', why: outcome.why });
  }

  private attach(ch: number, demo: string, pane: string): void {
    if (this.channels.has(ch)) return this.fault(`channel ${ch} is in use`);
    if (this.channels.size >= MAX_CHANNELS) return this.fault(`more than ${MAX_CHANNELS} terminals`);
    const readiness = this.show.readiness(demo);
    if (readiness.state === 'preparing') {
      return this.send({ t: 'refused', ch, why: `not ready yet: ${readiness.doing}`, mend: 'wait' });
    }
    if (readiness.state === 'unavailable') {
      return this.send({ t: 'refused', ch, why: readiness.why, mend: readiness.mend });
    }
    try {
      this.bind(ch, this.show.sessions.open(demo, pane));
    } catch (error) {
      this.send({ t: 'refused', ch, why: (error as Error).message, mend: 'npm run setup' });
    }
  }

  private bind(ch: number, session: Session): void {
    const { cols, rows, id } = session.pane;
    this.detach(ch);
    this.send({ t: 'attached', ch, cols, rows, offset: session.snapshot().offset });
    const hold = this.show.sessions.hold(session);
    const stream = new Stream(session, {
      snapshot: (bytes, offset) => this.frame('snapshot', ch, bytes, offset),
      output: (bytes, offset) => this.frame('output', ch, bytes, offset),
      exit: (status) => this.send({ t: 'exit', ch, status }),
    });
    this.channels.set(ch, { demo: session.demo, pane: id, session, stream, hold });
  }

  /** A pane has a new session: channels that showed its old one show this one. */
  private follow(session: Session): void {
    for (const [ch, channel] of this.channels) {
      if (channel.demo !== session.demo || channel.pane !== session.pane.id) continue;
      if (channel.session !== session) this.bind(ch, session);
    }
  }

  private detach(ch: number): void {
    const channel = this.channels.get(ch);
    if (!channel) return;
    this.channels.delete(ch);
    channel.stream.dispose();
    channel.hold.dispose();
  }

  private frame(kind: 'snapshot' | 'output', ch: number, bytes: Uint8Array, offset: number): void {
    if (this.socket.readyState === this.socket.OPEN)
      this.socket.send(encodeFrame({ kind, ch, offset, bytes }));
  }

  private send(message: ServerMessage): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** Bad input is answered, and a page that keeps sending it is shown the door. */
  private fault(why: string): void {
    this.send({ t: 'error', why });
    if (++this.faults >= 10) this.socket.close(POLICY_VIOLATION, why.slice(0, 100));
  }
}
