// The tokens of a running deck, read as its own user, and sockets for every role.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { parseServerMessage, type ServerMessage } from '../../protocol/message.ts';
import type { Role } from '../../protocol/role.ts';
import { runDir } from '../../server/door/run-file.ts';
import type { Deck } from './deck.ts';

export type Tokens = Record<Role, string>;

/** The tokens from the run file of a deck that this user started. */
export function tokensOf({ port }: Pick<Deck, 'port'>): Tokens {
  const file = readFileSync(join(runDir(), `${port}.json`), 'utf8');
  const { token: speaker, remote, viewer } = JSON.parse(file) as Record<string, string>;
  return { speaker: speaker!, remote: remote!, viewer: viewer! };
}

export function cookieOf(role: Role, port: number, token: string): string {
  return role === 'speaker' ? `deck_${port}=${token}` : `deck_${port}_${role}=${token}`;
}

/** A socket of one role that keeps every message it receives. */
export class RoleSocket {
  readonly messages: ServerMessage[] = [];
  /** How many binary frames were received; their content is ignored. */
  frames = 0;
  readonly socket: WebSocket;
  /** The close code; undefined while it is open. */
  closed: number | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(
    deck: Pick<Deck, 'port'>,
    readonly role: Role,
    options: { address?: string; query?: string } = {},
  ) {
    const { address = '127.0.0.1', query = '' } = options;
    const { port } = deck;
    this.socket = new WebSocket(`ws://${address}:${port}/ws${query}`, {
      headers: { cookie: cookieOf(role, port, tokensOf(deck)[role]) },
      origin: `http://${address}:${port}`,
      perMessageDeflate: false,
    });
    this.socket.on('message', (data, isBinary) => {
      if (isBinary) this.frames++;
      else this.messages.push(parseServerMessage(data.toString()));
      this.look();
    });
    this.socket.on('close', (code) => {
      this.closed = code;
      this.look();
    });
    this.socket.on('error', () => {});
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Waits for a message of this kind after the first `after` messages. */
  receives<T extends ServerMessage['t']>(t: T, after = 0): Promise<Extract<ServerMessage, { t: T }>> {
    const found = () => this.messages.slice(after).find((message) => message.t === t);
    return this.until(found, `no ${t}`) as Promise<Extract<ServerMessage, { t: T }>>;
  }

  /** Waits until the server has handled all that was sent before. */
  async settled(): Promise<void> {
    const after = this.messages.length;
    this.send({ t: 'ping' });
    await this.receives('pong', after);
  }

  code(): Promise<number> {
    return this.until(() => this.closed, 'it is still open');
  }

  dispose(): void {
    this.socket.terminate();
  }

  private until<T>(look: () => T | undefined, fault: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(again);
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`${fault}; received:\n${this.messages.map((m) => JSON.stringify(m)).join('\n')}`));
      }, 10_000);
      const again = () => {
        const found = look();
        if (found === undefined) return;
        done();
        resolve(found);
      };
      this.waiting.add(again);
      again();
    });
  }

  private look(): void {
    for (const again of [...this.waiting]) again();
  }
}
