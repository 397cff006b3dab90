// A hand-written WebSocket client (RFC 6455), which can send the wrong frames that libraries refuse to send.
import { connect, type Socket } from 'node:net';

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export type FrameParts = {
  opcode: number;
  payload: Buffer;
  fin?: boolean;
  /** The three reserved bits; they must be 0 without an extension. */
  rsv?: number;
  masked?: boolean;
  /** The length in the header, when it is not the payload's. */
  claims?: bigint;
  mask: Buffer;
};

/** One frame as RFC 6455 5.2 draws it. */
export function encode({
  opcode,
  payload,
  fin = true,
  rsv = 0,
  masked = true,
  claims,
  mask,
}: FrameParts): Buffer {
  const length = claims ?? BigInt(payload.length);
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const maskBit = masked ? 0x80 : 0;
  let header: Buffer;
  if (length < 126n) header = Buffer.from([first, maskBit | Number(length)]);
  else if (length < 0x10000n) {
    header = Buffer.from([first, maskBit | 126, 0, 0]);
    header.writeUInt16BE(Number(length), 2);
  } else {
    header = Buffer.from([first, maskBit | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
    header.writeBigUInt64BE(length, 2);
  }
  if (!masked) return Buffer.concat([header, payload]);
  const hidden = Buffer.from(payload.map((byte, i) => byte ^ mask[i % 4]!));
  return Buffer.concat([header, mask, hidden]);
}

export type Received = {
  /** The status of the handshake's answer; 0 before it comes. */
  status: number;
  texts: string[];
  pongs: number;
  /** The code of the server's close frame; null when it hung up without one. */
  close: number | null;
};

export class RawSocket {
  readonly received: Received = { status: 0, texts: [], pongs: 0, close: null };
  readonly ended: Promise<void>;
  private rest = Buffer.alloc(0);
  private waiting: (() => void) | undefined;
  private readonly socket: Socket;

  constructor(address: string, port: number, cookie: string) {
    this.socket = connect(port, address);
    this.socket.setNoDelay(true);
    this.socket.on('error', () => {});
    this.socket.on('data', (data) => this.hear(data as Buffer));
    this.ended = new Promise((resolve) => this.socket.on('close', () => resolve()));
    this.socket.on('close', () => this.waiting?.());
    this.socket.write(
      [
        'GET /ws HTTP/1.1',
        `Host: ${address}:${port}`,
        `Origin: http://${address}:${port}`,
        `Cookie: ${cookie}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        '',
        '',
      ].join('\r\n'),
    );
  }

  write(bytes: Buffer): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  /** Ends our side of the connection only. */
  end(): void {
    this.socket.end();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** Waits until `done`, the end of the connection, or `ms`. */
  async until(done: () => boolean, ms: number): Promise<boolean> {
    const over = Date.now() + ms;
    while (!done()) {
      if (this.socket.destroyed || Date.now() > over) return done();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, over - Date.now()));
        this.waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  }

  private hear(data: Buffer): void {
    this.rest = Buffer.concat([this.rest, data]);
    if (this.received.status === 0) {
      const end = this.rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.received.status = Number(this.rest.subarray(9, 12).toString());
      this.rest = this.rest.subarray(end + 4);
    }
    if (this.received.status === 101) while (this.frame());
    this.waiting?.();
  }

  /** Reads one frame from the server; those are never masked and, from ws, never in pieces. */
  private frame(): boolean {
    const { rest } = this;
    if (rest.length < 2) return false;
    let length = rest[1]! & 0x7f;
    let at = 2;
    if (length === 126) {
      if (rest.length < 4) return false;
      length = rest.readUInt16BE(2);
      at = 4;
    } else if (length === 127) {
      if (rest.length < 10) return false;
      length = Number(rest.readBigUInt64BE(2));
      at = 10;
    }
    if (rest.length < at + length) return false;
    const payload = rest.subarray(at, at + length);
    this.rest = rest.subarray(at + length);
    const opcode = rest[0]! & 0x0f;
    if (opcode === OPCODE.text) this.received.texts.push(payload.toString());
    if (opcode === OPCODE.pong) this.received.pongs++;
    if (opcode === OPCODE.close) {
      this.received.close ??= length >= 2 ? payload.readUInt16BE(0) : 1005;
      this.write(
        encode({ opcode: OPCODE.close, payload: Buffer.from(payload.subarray(0, 2)), mask: Buffer.alloc(4) }),
      );
    }
    return true;
  }
}
