// Reads another process's heap after a garbage collection, through Node's inspector.
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { within } from './within.ts';

const ANSWER_MS = 30_000;
const OPEN_MS = 10_000;

/** MB (10⁶ bytes) after a full collection: V8's used heap, and buffers outside it. */
export type Heap = { usedMb: number; buffersMb: number };

/** An answer in the Chrome DevTools protocol. */
type Answer = { result?: unknown; error?: { message: string } };

export class Inspector {
  private count = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => {
      const answer = JSON.parse(data.toString()) as { id?: number } & Answer;
      if (answer.id !== undefined) this.waiting.get(answer.id)?.(answer);
    });
    socket.on('error', () => socket.terminate());
  }

  /** @param port the process's `--inspect` port. */
  static async open(port: number): Promise<Inspector> {
    return await within(
      OPEN_MS,
      `the inspector on port ${port}`,
      (async () => {
        for (;;) {
          try {
            const list = await fetch(`http://127.0.0.1:${port}/json/list`);
            const [target] = (await list.json()) as { webSocketDebuggerUrl: string }[];
            const socket = new WebSocket(target!.webSocketDebuggerUrl);
            await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
            return new Inspector(socket);
          } catch {
            await sleep(50);
          }
        }
      })(),
    );
  }

  async heap(): Promise<Heap> {
    // Twice, since objects that the first one finalises are freed only by the second.
    await this.ask('HeapProfiler.collectGarbage');
    await this.ask('HeapProfiler.collectGarbage');
    const { result } = (await this.ask('Runtime.evaluate', {
      expression: '(({ heapUsed, external }) => [heapUsed, external])(process.memoryUsage())',
      returnByValue: true,
    })) as { result: { value: [number, number] } };
    const [used, external] = result.value;
    return { usedMb: used / 1e6, buffersMb: external / 1e6 };
  }

  dispose(): void {
    this.socket.terminate();
  }

  private ask(method: string, params = {}): Promise<unknown> {
    const id = ++this.count;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
      );
      this.socket.send(JSON.stringify({ id, method, params }));
    });
    return within(ANSWER_MS, method, answer).finally(() => this.waiting.delete(id));
  }
}
