// A client of WebDriver BiDi (W3C), which drives Debian's Firefox: commands, their answers, and events.
import WebSocket from 'ws';

type Answer = {
  id?: number;
  type: 'success' | 'error' | 'event';
  result?: unknown;
  message?: string;
  method?: string;
  params?: unknown;
};

export class Bidi {
  private id = 0;
  private readonly waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
  private readonly listeners = new Map<string, ((params: never) => void)[]>();

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => this.receive(JSON.parse(String(data)) as Answer));
    socket.on('close', () => {
      for (const { reject } of this.waiting.values())
        reject(new Error('the browser has closed the connection'));
    });
  }

  static async connect(address: string): Promise<Bidi> {
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new Bidi(socket);
  }

  send<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.id;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** Calls the listener with each event of this name; the session must have subscribed to it. */
  on<T>(method: string, listener: (params: T) => void): void {
    this.listeners.set(method, [...(this.listeners.get(method) ?? []), listener as never]);
  }

  close(): void {
    this.socket.close();
  }

  private receive(answer: Answer): void {
    if (answer.type === 'event') {
      for (const listener of this.listeners.get(answer.method!) ?? []) listener(answer.params as never);
      return;
    }
    const waiting = this.waiting.get(answer.id!);
    this.waiting.delete(answer.id!);
    if (answer.type === 'success') waiting?.resolve(answer.result as never);
    else waiting?.reject(new Error(answer.message));
  }
}
