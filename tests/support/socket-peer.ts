// A peer without a browser: the page's own stream code on a real socket, shown on a headless terminal.
import unicode11Addon from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { WebSocket } from 'ws';
import { type ChannelEvent, ChannelStream } from '../../deck/link/channel-stream.ts';
import { decodeFrame, type Frame } from '../../protocol/frame.ts';
import { type ClientMessage, parseServerMessage } from '../../protocol/message.ts';
import { captureScreen } from '../../screen/capture.ts';
import { coreOf } from '../../screen/core.ts';
import { followPalette } from '../../screen/palette.ts';
import { restoreScreen } from '../../screen/restore.ts';
import type { Deck } from './deck.ts';
import { until } from './until.ts';

/** Pause before another try after a refused handshake, in ms. */
const AGAIN_MS = 200;

export type PaneName = { demo: string; pane: string };
export const PLAIN: PaneName = { demo: 'plain', pane: 'one' };

/** Opens a socket like a page of the deck, with the speaker's token unless another cookie is given. */
export function openSocket({ port, token }: Pick<Deck, 'port' | 'token'>, cookie?: string): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}/ws`, {
    headers: { cookie: cookie ?? `deck_${port}=${token}` },
    origin: `http://127.0.0.1:${port}`,
    perMessageDeflate: false,
  });
}

let pages = 0;

export class SocketPeer {
  readonly term: InstanceType<typeof headless.Terminal>;
  /** The session of each attachment. */
  readonly sessions: string[] = [];
  readonly lost: string[] = [];
  /** Attachments that resumed the output, and those that began with a whole screen. */
  readonly begun = { resumed: 0, whole: 0 };
  /** Frames by kind. */
  readonly frames = { output: 0, whole: 0, viewport: 0 };
  /** Bytes of all frames received. */
  bytes = 0;
  /** How far the received frames reach in the session's output, in bytes. */
  offset = 0;
  exited: number | null | undefined;
  private readonly stream: ChannelStream;
  private socket: WebSocket | undefined;
  private waiting = new Set<() => void>();

  constructor(
    private readonly deck: Pick<Deck, 'port' | 'token'>,
    readonly ref: PaneName = PLAIN,
    grid = { cols: 100, rows: 14 },
  ) {
    this.term = new headless.Terminal({ ...grid, scrollback: 1000, allowProposedApi: true });
    this.term.loadAddon(new unicode11Addon.Unicode11Addon());
    this.term.unicode.activeVersion = '11';
    followPalette(coreOf(this.term));
    const wire = {
      page: `test-${process.pid}-${++pages}`,
      send: (message: ClientMessage) => {
        // The stream detaches and begins again when output is missing; that must never happen.
        if (message.t === 'detach') throw new Error('output is missing');
        return this.send(message);
      },
      disposed() {},
    };
    this.stream = new ChannelStream(0, ref, wire, (event) => this.hear(event));
  }

  /**
   * Connects and attaches; resolves when the server has answered. Tries again, like a page, when the server refuses
   * because of too many handshakes.
   */
  async connect(): Promise<void> {
    const answered = () =>
      this.tryConnect().then(
        () => true,
        (error: Error) => {
          if (!/ 429$/.test(error.message)) throw error;
          return false;
        },
      );
    await until(answered, 'every handshake was refused', { withinMs: 60_000, everyMs: AGAIN_MS });
  }

  private tryConnect(): Promise<void> {
    const mine = openSocket(this.deck);
    this.socket = mine;
    mine.binaryType = 'arraybuffer';
    return new Promise((resolve, reject) => {
      mine.on('error', reject);
      mine.on('message', (data, isBinary) => {
        if (mine !== this.socket) return;
        if (isBinary) {
          const frame = decodeFrame(data as ArrayBuffer);
          this.bytes += (data as ArrayBuffer).byteLength;
          this.offset = frame.offset + (frame.kind === 'output' ? frame.bytes.length : 0);
          this.stream.take(frame);
          return;
        }
        const message = parseServerMessage((data as Buffer).toString());
        if (message.t === 'welcome') this.stream.attach();
        if (message.t === 'attached') {
          this.sessions.push(message.session);
          this.begun[message.resumed ? 'resumed' : 'whole']++;
          this.stream.attached(message);
          resolve();
        }
        if (message.t === 'lost') {
          this.lost.push(message.why);
          resolve();
        }
        if (message.t === 'refused') reject(new Error(message.why));
        if (message.t === 'exit') this.exited = message.status;
        this.look();
      });
    });
  }

  /** Shows and acknowledges nothing from now on, like a page that hangs. */
  freeze(): void {
    this.frozen ??= [];
  }

  /** Shows what was received meanwhile, and goes on. */
  thaw(): void {
    const events = this.frozen ?? [];
    this.frozen = undefined;
    for (const event of events) this.hear(event);
  }

  /** Cuts the connection without a close frame. */
  cut(): void {
    const mine = this.socket;
    this.socket = undefined;
    mine?.terminate();
    this.stream.detached();
  }

  dispose(): void {
    this.cut();
    this.stream.dispose();
    this.term.dispose();
  }

  input(data: string): void {
    this.stream.input(data);
  }

  send(message: ClientMessage): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Scrollback and screen, rows as they are. */
  text(): string {
    const { active } = this.term.buffer;
    const rows: string[] = [];
    for (let y = 0; y < active.length; y++) rows.push(active.getLine(y)?.translateToString(true) ?? '');
    return rows.join('\n');
  }

  /** Waits until the terminal shows `pattern`. */
  shows(pattern: RegExp, timeoutMs = 20_000): Promise<string> {
    return this.until(
      () => pattern.exec(this.text())?.[0],
      timeoutMs,
      () => `${pattern} never showed; it shows:\n${this.text().slice(-2000)}`,
    );
  }

  /** Waits until the last frame was not a viewport. */
  async whole(): Promise<void> {
    await this.until(
      () => (this.last === 'viewport' ? undefined : this.last),
      5000,
      () => 'the whole screen never came',
    );
  }

  /** This terminal's state as a captured screen: equal terminals give equal bytes. */
  capture(): Uint8Array {
    return captureScreen(coreOf(this.term), 'whole');
  }

  /** The server's screen at this moment, through another connection. */
  async fresh(): Promise<Uint8Array> {
    const other = new SocketPeer(this.deck, this.ref, { cols: this.term.cols, rows: this.term.rows });
    let screen: Uint8Array | undefined;
    other.onFrame = (frame) => {
      if (frame.kind === 'whole') screen ??= frame.bytes;
    };
    await other.connect();
    await other.until(
      () => screen && 'there',
      5000,
      () => 'no screen came',
    );
    other.dispose();
    return screen!;
  }

  private frozen: ChannelEvent[] | undefined;
  private last: Frame['kind'] | undefined;
  private onFrame: ((frame: Frame) => void) | undefined;

  private until<T>(found: () => T | undefined, timeoutMs: number, fault: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(new Error(fault()));
      }, timeoutMs);
      const look = () => {
        const got = found();
        if (got === undefined) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(got);
      };
      this.waiting.add(look);
      look();
    });
  }

  private look(): void {
    for (const look of [...this.waiting]) look();
  }

  private hear(event: ChannelEvent): void {
    if (event.kind !== 'frame') return;
    if (this.frozen) return void this.frozen.push(event);
    const { kind, bytes, tail } = event.frame;
    this.frames[kind]++;
    this.onFrame?.(event.frame);
    const shown = () => {
      this.last = kind;
      event.parsed();
      this.look();
    };
    if (kind === 'output') return this.term.write(bytes, shown);
    this.term.write('', () => void restoreScreen(coreOf(this.term), bytes));
    this.term.write(tail, shown);
  }
}
