// A page without a browser that opens one file, follows it and types in it over a real socket.
import { ChangeSet, Text } from '@codemirror/state';
import type { ChangeJson, Verdict } from '../../protocol/document.ts';
import type { ServerMessage } from '../../protocol/message.ts';
import type { Role } from '../../protocol/role.ts';
import type { StepAct, StepView } from '../../protocol/step.ts';
import type { Deck } from './deck.ts';
import { RoleSocket } from './tokens.ts';

let pages = 0;

export class FilePage {
  readonly peer: RoleSocket;
  readonly page = `page-${process.pid}-${++pages}`;
  /** The text as the server sent it; null while there is no file. */
  text: Text | null = null;
  version = 0;
  verdict: Verdict | undefined;
  checkpoint: Extract<ServerMessage, { t: 'checkpoint' }> | undefined;
  readonly errors: string[] = [];
  /** State of each step by its id, with the reason. */
  readonly steps = new Map<string, StepView>();
  private readonly waiting = new Set<() => void>();

  constructor(
    deck: Pick<Deck, 'port'>,
    readonly demo: string,
    readonly file: string,
    role: Role = 'speaker',
  ) {
    this.peer = new RoleSocket(deck, role);
    this.peer.socket.on('message', (data) => {
      this.hear(JSON.parse(data.toString()) as ServerMessage);
      for (const look of [...this.waiting]) look();
    });
  }

  /** Opens the file and waits for the server's answer. */
  async open(): Promise<this> {
    await this.peer.receives('welcome');
    this.peer.send({ t: 'open', demo: this.demo, file: this.file });
    await this.peer.receives('document');
    return this;
  }

  /** Types into the text as it is now; `text` changes when the server accepts it. */
  type(at: number, text: string, remove = 0): void {
    const length = this.text!.length;
    this.send(this.version, ChangeSet.of({ from: at, to: at + remove, insert: text }, length));
  }

  /** Sends a change for any version, right or wrong. */
  send(from: number, changes: ChangeSet): void {
    const { demo, file, page } = this;
    this.peer.send({ t: 'edit', demo, file, page, from, changes: [changes.toJSON() as ChangeJson] });
  }

  step(step: string, act: StepAct): void {
    this.peer.send({ t: 'step', demo: this.demo, step, act });
  }

  rescue(act: 'catch-up' | 'back'): void {
    this.peer.send({ t: 'rescue', demo: this.demo, file: this.file, act });
  }

  /** Waits until `found` returns something. */
  until<T>(found: () => T | undefined | false, what: string, timeoutMs = 10_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const got = found();
        if (got === undefined || got === false) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(got);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(`${what} never came; the text is\n${this.text}\nerrors: ${this.errors.join('; ')}`));
      }, timeoutMs);
      this.waiting.add(look);
      look();
    });
  }

  dispose(): void {
    this.peer.socket.terminate();
  }

  private hear(message: ServerMessage): void {
    if (message.t === 'error') this.errors.push(message.why);
    if (message.t === 'step' && message.demo === this.demo) this.steps.set(message.step, message);
    if (!('file' in message) || message.demo !== this.demo || message.file !== this.file) return;
    switch (message.t) {
      case 'document':
        this.text = message.at && Text.of(message.at.text.split('\n'));
        this.version = message.at?.version ?? 0;
        return;
      case 'updates':
        if (message.from !== this.version) throw new Error(`updates of ${message.from} at ${this.version}`);
        for (const { change } of message.updates) this.text = ChangeSet.fromJSON(change).apply(this.text!);
        this.version += message.updates.length;
        return;
      case 'verdict':
        this.verdict = message.verdict;
        return;
      case 'checkpoint':
        this.checkpoint = message;
    }
  }
}
