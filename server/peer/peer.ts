// One page on its WebSocket: decodes what it sends, sends it what it may see. Its terminals are channels.ts.
import type { WebSocket } from 'ws';
import { encodeFrame, MAX_SEQ } from '../../protocol/frame.ts';
import { type ClientMessage, parseClientMessage, type ServerMessage } from '../../protocol/message.ts';
import type { Role } from '../../protocol/role.ts';
import { OpenFiles } from '../documents/open-files.ts';
import type { PressTaker } from '../show/presses.ts';
import type { Show } from '../show/show.ts';
import { Rate } from '../system/rate.ts';
import type { Capture } from '../terminal/screen.ts';
import { Channels } from './channels.ts';
import { Pulse } from './pulse.ts';
import { allows, shownTo } from './roles.ts';

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

export class Peer {
  private readonly channels: Channels;
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
    this.channels = new Channels(role, show, {
      send: (message) => this.send(message),
      frame: (kind, ch, capture) => this.frame(kind, ch, capture),
      fault: (why) => this.fault(why),
    });
    this.files = new OpenFiles(show.documents, role === 'speaker', (message) => this.send(message));
    this.disposables.push(
      this.pulse,
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
        return this.channels.attach(message);
      case 'detach':
        return this.channels.detach(message.ch);
      case 'input':
        return this.channels.input(message);
      case 'ack':
        return this.channels.ack(message);
      case 'ping':
        return void this.send({ t: 'pong' });
      case 'restart':
        return this.channels.restart(message.ch);
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
      case 'reset':
        return this.channels.reset(message.demo);
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

  private frame(kind: 'output' | 'whole' | 'viewport', ch: number, { bytes, offset, tail }: Capture): number {
    this.seq = this.seq === MAX_SEQ ? 1 : this.seq + 1;
    if (this.writable()) this.socket.send(encodeFrame({ kind, ch, seq: this.seq, offset, bytes, tail }));
    return this.seq;
  }

  /** @returns whether it is on its way. */
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
