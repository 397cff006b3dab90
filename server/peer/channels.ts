// The terminals of one page: which session each shows, and how a page attaches to one.
import type { ClientMessage, ServerMessage } from '../../protocol/message.ts';
import type { Reason } from '../../protocol/pane.ts';
import type { Role } from '../../protocol/role.ts';
import type { Show } from '../show/show.ts';
import type { Capture } from '../terminal/screen.ts';
import type { Session } from '../terminal/session.ts';
import { Stream } from './stream.ts';

/** How many terminals one page may attach; the talk's slides have two, a speaker's page a few more. */
const MAX_CHANNELS = 16;

const NOTHING = new Uint8Array(0);

type Attach = Extract<ClientMessage, { t: 'attach' }>;

/** `unbound`: the pane's session has not started, or is lost. */
type Channel = { demo: string; pane: string; page: string } & (
  | { is: 'unbound' }
  | { is: 'bound'; session: Session; stream: Stream; hold: { dispose(): void } }
);

/** What is sent to the page about its terminals. */
export type Out = {
  send(message: ServerMessage): void;
  /** @returns the frame's number, which the page acknowledges. */
  frame(kind: 'output' | 'whole' | 'viewport', ch: number, capture: Capture): number;
  /** The page sent something that our pages never send. */
  fault(why: string): void;
};

export class Channels {
  private readonly channels = new Map<number, Channel>();

  constructor(
    private readonly role: Role,
    private readonly show: Show,
    private readonly out: Out,
  ) {}

  /** Keys typed in a terminal; dropped while it has no session. */
  input({ ch, n, data }: Extract<ClientMessage, { t: 'input' }>): void {
    const channel = this.channels.get(ch);
    if (channel?.is === 'bound') channel.session.inputFrom(channel.page, n, data);
  }

  ack({ ch, seq }: Extract<ClientMessage, { t: 'ack' }>): void {
    const channel = this.channels.get(ch);
    if (channel?.is === 'bound') channel.stream.ack(seq);
  }

  /** Resets the demo; those of its panes that this page shows get new shells at once. */
  reset(demo: string): void {
    const panes = [...this.channels.values()].filter((channel) => channel.demo === demo);
    this.show.reset(demo);
    for (const { demo, pane } of panes) this.show.sessions.open(demo, pane);
  }

  /** Shows a pane in a terminal: its session, or a new one if the role may start it; else says why there is none. */
  attach({ ch, demo, pane, page, have }: Attach): void {
    if (this.channels.has(ch)) return this.out.fault(`channel ${ch} is in use`);
    if (this.channels.size >= MAX_CHANNELS)
      return this.out.fault(`this page has ${MAX_CHANNELS} terminals already`);
    const { sessions } = this.show;
    const session = sessions.find(demo, pane);
    if (session) return this.bind(ch, session, page, have);
    if (have) {
      this.channels.set(ch, { is: 'unbound', demo, pane, page });
      return this.out.send({ t: 'lost', ch, why: sessions.isOurs(have.session) ? 'ended' : 'restarted' });
    }
    if (this.role === 'speaker') return this.start(ch, demo, pane, page);
    this.channels.set(ch, { is: 'unbound', demo, pane, page });
    this.out.send({ t: 'unstarted', ch });
  }

  private start(ch: number, demo: string, pane: string, page: string): void {
    const readiness = this.show.readiness(demo);
    if (readiness.state === 'preparing') {
      return this.out.send({ t: 'refused', ch, why: `not ready yet: ${readiness.doing}`, fix: 'wait' });
    }
    if (readiness.state === 'unavailable') {
      return this.out.send({ t: 'refused', ch, why: readiness.why, fix: readiness.fix });
    }
    try {
      this.bind(ch, this.show.sessions.open(demo, pane), page);
    } catch (error) {
      const { message, why = message, fix = 'npm run setup' } = error as Error & Partial<Reason>;
      this.out.send({ t: 'refused', ch, why, fix });
    }
  }

  /** Starts a new shell in a pane whose shell has ended or is lost; keeps one that still runs. */
  restart(ch: number): void {
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
        output: (bytes, offset) => this.out.frame('output', ch, { bytes, offset, tail: NOTHING }),
        screen: (kind, capture) => this.out.frame(kind, ch, capture),
        exit: (status) => this.out.send({ t: 'exit', ch, status }),
      },
      { from, viewer: this.role !== 'speaker' },
    );
    this.channels.set(ch, { is: 'bound', demo: session.demo, pane, page, session, stream, hold });
    this.out.send({
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

  /** A pane has a new session: its channels on this page now show this one. */
  follow(session: Session): void {
    for (const [ch, channel] of this.channels) {
      if (channel.demo !== session.demo || channel.pane !== session.pane.id) continue;
      if (channel.is === 'unbound' || channel.session !== session) this.bind(ch, session, channel.page);
    }
  }

  detach(ch: number): void {
    const channel = this.channels.get(ch);
    this.channels.delete(ch);
    if (channel?.is !== 'bound') return;
    channel.stream.dispose();
    channel.hold.dispose();
  }

  dispose(): void {
    for (const ch of [...this.channels.keys()]) this.detach(ch);
  }
}
