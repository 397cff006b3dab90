// One page on its WebSocket: decodes what it sends, sends it what it may see. Decides nothing about sessions.
import type { WebSocket } from 'ws';
import { encodeFrame, MAX_SEQ } from '../../protocol/frame.ts';
import { type ClientMessage, parseClientMessage, type ServerMessage } from '../../protocol/message.ts';
import type { Role } from '../../protocol/role.ts';
import { OpenFiles } from '../documents/open-files.ts';
import { Rate } from '../door/rate.ts';
import type { PressTaker } from '../show/presses.ts';
import type { Show } from '../show/show.ts';
import type { Capture } from '../terminal/screen.ts';
import type { Session } from '../terminal/session.ts';
import { Pulse } from './pulse.ts';
import { allows, shownTo } from './roles.ts';
import { Stream } from './stream.ts';

/** Terminals one page may attach; the talk's slides hold two, a speaker's page a few more. */
const MAX_CHANNELS = 16;

/**
 * Bytes that may wait in a socket for a page that reads nothing. Terminals stay far below it by themselves; the rest
 * are messages, of which a page that has not read for so long has no use.
 */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** Messages a page may send in a second, and at once: a fast typist beside a flood's acknowledgements sends 300. */
const MESSAGES = { perSecond: 1000, burst: 3000 };

/** Refusals after which a page is closed: no page of ours collects any. */
const MAX_FAULTS = 10;

/** Close code for a page that sends what no page of ours sends (RFC 6455 7.4.1: policy violation). */
const POLICY_VIOLATION = 1008;

/** How long a page that is being closed may take to answer, in ms; one that floods would not. */
const CLOSE_MS = 1000;

const NOTHING = new Uint8Array(0);

/** What somebody does in a page; where it was done last is where a remote's presses go. */
const USES: ReadonlySet<ClientMessage['t']> = new Set([
  'at',
  'step',
  'input',
  'reset',
  'restart',
  'source',
  'edit',
  'rescue',
]);

type Attach = Extract<ClientMessage, { t: 'attach' }>;

/** One terminal of the page. `unbound`: its pane has no session that this page may see, or has lost the one it had. */
type Channel = { demo: string; pane: string; page: string } & (
  | { is: 'unbound' }
  | { is: 'bound'; session: Session; stream: Stream; hold: { dispose(): void } }
);

export class Peer {
  private readonly channels = new Map<number, Channel>();
  private readonly disposables: { dispose(): void }[] = [];
  private readonly files: OpenFiles;
  private readonly pulse: Pulse;
  private readonly rate = new Rate(MESSAGES.perSecond, MESSAGES.burst);
  private faults = 0;
  private seq = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly role: Role,
    private readonly show: Show,
    private readonly onGone: () => void,
  ) {
    // Without a listener, one malformed frame would take the whole server down. ws answers it with its close code.
    socket.on('error', () => this.leave());
    socket.on('close', () => this.dispose());
    socket.on('pong', () => this.pulse.heard());
    socket.on('message', (data, isBinary) => {
      if (socket.readyState !== socket.OPEN) return;
      this.pulse.heard();
      if (!this.rate.take()) return this.close('too many messages');
      if (isBinary) return this.fault('binary messages are not for the server');
      this.receive(data.toString());
    });
    this.pulse = new Pulse(
      () => socket.ping(),
      () => socket.terminate(),
    );
    this.files = new OpenFiles(show.documents, role === 'speaker', (message) => this.send(message));
    this.disposables.push(
      this.pulse,
      this.files,
      show.onMessage((message) => this.send(message)),
      show.sessions.onStart((session) => this.follow(session)),
    );
    if (role === 'speaker') this.disposables.push(show.presses.join(this.takePress));
    this.send(show.welcome(role));
  }

  dispose(): void {
    for (const each of this.disposables.splice(0)) each.dispose();
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
    const allowed = allows(this.role, message);
    if (!allowed.ok) return this.fault(allowed.why);
    if (USES.has(message.t)) this.show.presses.used(this.takePress);
    try {
      this.obey(message);
    } catch (error) {
      this.send({ t: 'error', why: (error as Error).message });
    }
  }

  private obey(message: ClientMessage): void {
    switch (message.t) {
      case 'attach':
        return this.attach(message);
      case 'detach':
        return this.detach(message.ch);
      case 'input': {
        const channel = this.channels.get(message.ch);
        if (channel?.is === 'bound') channel.session.inputFrom(channel.page, message.n, message.data);
        return;
      }
      case 'ack': {
        const channel = this.channels.get(message.ch);
        if (channel?.is === 'bound') channel.stream.ack(message.seq);
        return;
      }
      case 'ping':
        return this.send({ t: 'pong' });
      case 'restart':
        return this.restart(message.ch);
      case 'step':
        return void this.step(message);
      case 'open':
        return this.files.open(message);
      case 'shut':
        return this.files.shut(message);
      case 'edit':
        return this.files.edit(message);
      case 'rescue':
        return this.show.rescue(message.demo, message.file, message.act);
      case 'reset': {
        const panes = [...this.channels.values()].filter((channel) => channel.demo === message.demo);
        this.show.reset(message.demo);
        for (const { demo, pane } of panes) this.show.sessions.open(demo, pane);
        return;
      }
      case 'at':
        return this.show.move(message.at);
      case 'source': {
        const { demo, pane, source } = message;
        return this.show.choose({ demo, pane, source });
      }
      case 'press': {
        const pressed = this.show.presses.press(message.key);
        if (!pressed.ok) this.send({ t: 'error', why: pressed.why });
        return;
      }
    }
  }

  private readonly takePress: PressTaker = (key) => this.send({ t: 'press', key });

  private async step({ demo, step, act }: Extract<ClientMessage, { t: 'step' }>): Promise<void> {
    const outcome = await this.show.act(demo, step, act);
    if (outcome.kind === 'held') this.send({ t: 'held', demo, step, why: outcome.why });
    if (outcome.kind === 'refused') this.send({ t: 'error', why: outcome.why });
  }

  private attach({ ch, demo, pane, page, have }: Attach): void {
    if (this.channels.has(ch)) return this.fault(`channel ${ch} is in use`);
    if (this.channels.size >= MAX_CHANNELS) return this.fault(`more than ${MAX_CHANNELS} terminals`);
    const { sessions } = this.show;
    const session = sessions.find(demo, pane);
    if (session) return this.bind(ch, session, page, have);
    if (have) {
      this.channels.set(ch, { is: 'unbound', demo, pane, page });
      return this.send({ t: 'lost', ch, why: sessions.isOurs(have.session) ? 'ended' : 'restarted' });
    }
    if (this.role === 'speaker') return this.start(ch, demo, pane, page);
    this.channels.set(ch, { is: 'unbound', demo, pane, page });
    this.send({ t: 'unstarted', ch });
  }

  private start(ch: number, demo: string, pane: string, page: string): void {
    const readiness = this.show.readiness(demo);
    if (readiness.state === 'preparing') {
      return this.send({ t: 'refused', ch, why: `not ready yet: ${readiness.doing}`, mend: 'wait' });
    }
    if (readiness.state === 'unavailable') {
      return this.send({ t: 'refused', ch, why: readiness.why, mend: readiness.mend });
    }
    try {
      this.bind(ch, this.show.sessions.open(demo, pane), page);
    } catch (error) {
      this.send({ t: 'refused', ch, why: (error as Error).message, mend: 'npm run setup' });
    }
  }

  /** A new shell in a pane whose shell has ended or was lost; a living one is left alone. */
  private restart(ch: number): void {
    const channel = this.channels.get(ch);
    if (!channel) return;
    const { demo, pane, page } = channel;
    const session = this.show.sessions.find(demo, pane);
    if (session && !session.ended) return this.bind(ch, session, page);
    if (session) return void this.show.sessions.restart(demo, pane);
    this.detach(ch);
    this.start(ch, demo, pane, page);
  }

  private bind(ch: number, session: Session, page: string, have?: Attach['have']): void {
    const { cols, rows, id: pane } = session.pane;
    this.detach(ch);
    const from = have?.session === session.id ? (have.offset ?? undefined) : undefined;
    const hold = this.show.sessions.hold(session);
    const stream = new Stream(
      session,
      {
        output: (bytes, offset) => this.frame('output', ch, { bytes, offset, tail: NOTHING }),
        screen: (kind, capture) => this.frame(kind, ch, capture),
        exit: (status) => this.send({ t: 'exit', ch, status }),
      },
      { from, viewer: this.role !== 'speaker' },
    );
    this.channels.set(ch, { is: 'bound', demo: session.demo, pane, page, session, stream, hold });
    this.send({
      t: 'attached',
      ch,
      session: session.id,
      cols,
      rows,
      offset: from ?? session.received,
      resumed: stream.resumed,
      input: session.lastInput(page),
    });
    stream.begin();
  }

  /** A pane has a new session: channels that showed its old one, or waited for one, show this one. */
  private follow(session: Session): void {
    for (const [ch, channel] of this.channels) {
      if (channel.demo !== session.demo || channel.pane !== session.pane.id) continue;
      if (channel.is === 'unbound' || channel.session !== session) this.bind(ch, session, channel.page);
    }
  }

  private detach(ch: number): void {
    const channel = this.channels.get(ch);
    this.channels.delete(ch);
    if (channel?.is !== 'bound') return;
    channel.stream.dispose();
    channel.hold.dispose();
  }

  private frame(kind: 'output' | 'whole' | 'viewport', ch: number, { bytes, offset, tail }: Capture): number {
    this.seq = this.seq === MAX_SEQ ? 1 : this.seq + 1;
    if (this.writable()) this.socket.send(encodeFrame({ kind, ch, seq: this.seq, offset, bytes, tail }));
    return this.seq;
  }

  private send(message: ServerMessage): void {
    const shown = shownTo(this.role, message);
    if (shown && this.writable()) this.socket.send(JSON.stringify(shown));
  }

  private writable(): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return false;
    if (this.socket.bufferedAmount <= MAX_WAITING_BYTES) return true;
    this.socket.terminate();
    return false;
  }

  /** Bad input is answered, and a page that keeps sending it is shown the door. */
  private fault(why: string): void {
    this.send({ t: 'error', why });
    if (++this.faults >= MAX_FAULTS) this.close(why);
  }

  private close(why: string): void {
    // A reason is at most 123 bytes (RFC 6455 5.5).
    this.socket.close(POLICY_VIOLATION, why.slice(0, 100));
    this.leave();
  }

  /** Gives the page a moment to read why it was closed, and no longer. */
  private leave(): void {
    setTimeout(() => this.socket.terminate(), CLOSE_MS).unref();
  }
}
