// A speaker without a browser, who gives a deck's steps one by one and reads what became of each, and why.
import type { WebSocket } from 'ws';
import { type ClientMessage, parseServerMessage } from '../../protocol/message.ts';
import type { StepView } from '../../protocol/step.ts';
import type { Deck } from './deck.ts';
import { openSocket } from './socket-peer.ts';
import { until } from './until.ts';

/** A step that takes longer than this, in ms, has no end: the longest timeout of a talk is two minutes. */
const MOST_MS = 150_000;

export class StepPeer {
  private readonly views = new Map<string, StepView>();

  private constructor(private readonly socket: WebSocket) {}

  static async open(deck: Deck): Promise<StepPeer> {
    const socket = openSocket(deck);
    const peer = new StepPeer(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (data, isBinary) => {
        if (isBinary) return;
        const message = parseServerMessage((data as Buffer).toString());
        if (message.t === 'step') {
          const { t, ...view } = message;
          peer.views.set(`${view.demo}.${view.step}`, view);
        }
        if (message.t !== 'welcome') return;
        for (const view of message.steps) peer.views.set(`${view.demo}.${view.step}`, view);
        resolve();
      });
    });
    return peer;
  }

  view(id: string): StepView {
    const view = this.views.get(id);
    if (!view) throw new Error(`the deck has no step ${id}`);
    return view;
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Gives a step (`demo.step`), typed at once. @returns its view at the end, or while it is held. */
  async give(id: string): Promise<StepView> {
    const { demo, step } = this.view(id);
    this.send({ t: 'step', demo, step, act: 'run' });
    this.send({ t: 'step', demo, step, act: 'complete' });
    return this.end(id);
  }

  async end(id: string): Promise<StepView> {
    const ended = () => ['met', 'unmet', 'skipped'].includes(this.view(id).state);
    // Half a second: a pane that is about to be free holds a step for a moment.
    let held = 0;
    const stuck = () => {
      held = this.view(id).held?.next === 'recording' ? held + 1 : 0;
      return held > 5;
    };
    await until(() => ended() || stuck(), `${id} did not end`, { withinMs: MOST_MS, everyMs: 100 });
    return this.view(id);
  }

  dispose(): void {
    this.socket.close();
  }
}
