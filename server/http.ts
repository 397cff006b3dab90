// The deck's one port: static files or Vite, the token's exchange, the socket's handshake. Knows no terminal.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES } from '../protocol/message.ts';
import type { Access, Verdict } from './access.ts';

/** Answers a page or a file of the deck; `next` when it has none. */
export type Pages = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Sockets at once; a deck has an audience window, a speaker's page with two frames, and a few mirrors. */
const MAX_PEERS = 32;

/** A token in the address lives this long in the cookie, in seconds: 12 hours, a day at a conference. */
const COOKIE_SECONDS = 12 * 60 * 60;

/**
 * Inline styles are reveal's and xterm's way to place things; scripts come from files only.
 * frame-ancestors lets the speaker's page hold the deck, and no other page.
 */
const csp = (host: string) =>
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  `connect-src 'self' ws://${host}; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;

export class Http {
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  access: Access | undefined;
  pages: Pages = (_request, response) => {
    response
      .writeHead(503, { 'content-type': 'text/plain' })
      .end('The slides are being built; reload in a moment.\n');
  };
  /** Handshakes that are not the deck's own, after the same checks; Vite's in dev. */
  upgradeOther: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined;

  constructor(
    private readonly options: {
      health: () => object;
      connect: (socket: WebSocket) => void;
    },
  ) {
    this.server = createServer((request, response) => this.answer(request, response));
    this.server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    });
  }

  /**
   * Listens on 127.0.0.1, on `port` or the next free one of the following twenty.
   * @returns the port it has got.
   */
  async listen(port: number): Promise<number> {
    for (let candidate = port; candidate <= port + 20; candidate++) {
      if (await this.tryListen(candidate)) return candidate;
    }
    throw new Error(`ports ${port} to ${port + 20} are all in use; name another with --port`);
  }

  get peers(): number {
    return this.sockets.clients.size;
  }

  dispose(): void {
    for (const socket of this.sockets.clients) socket.terminate();
    this.sockets.close();
    this.server.close();
    this.server.closeAllConnections();
  }

  private tryListen(port: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE') resolve(false);
        else reject(error);
      });
      this.server.listen(port, '127.0.0.1', () => {
        this.server.removeAllListeners('error');
        resolve(true);
      });
    });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { access } = this;
    if (!access) return void response.writeHead(503).end();
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('cross-origin-resource-policy', 'same-origin');

    const host = access.host(request);
    if (!host.ok) return refuse(response, host);
    response.setHeader('content-security-policy', csp(request.headers.host ?? ''));
    const url = readUrl(request);
    if (!url) return void response.writeHead(400, { 'content-type': 'text/plain' }).end('Not an address.\n');
    if (url.pathname === '/healthz') {
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      return void response.end(`${JSON.stringify(this.options.health())}\n`);
    }
    const token = url.searchParams.get('token');
    if (token !== null && access.isToken(token)) {
      url.searchParams.delete('token');
      response.writeHead(303, {
        location: url.pathname + url.search,
        'set-cookie': `${access.cookie}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${COOKIE_SECONDS}`,
        'cache-control': 'no-store',
      });
      return void response.end();
    }
    const verdict = access.request(request);
    if (!verdict.ok) return refuse(response, verdict);
    if (url.pathname === '/speaker') request.url = `/speaker.html${url.search}`;
    this.pages(request, response, () => {
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end(`There is no ${url.pathname} in the deck.\n`);
    });
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const verdict = this.access?.upgrade(request) ?? { ok: false, status: 401, why: 'starting' };
    if (!verdict.ok) return refuseUpgrade(socket, verdict.status, verdict.why);
    if (readUrl(request)?.pathname !== '/ws') {
      if (this.upgradeOther) return this.upgradeOther(request, socket, head);
      return refuseUpgrade(socket, 404, 'the socket is at /ws');
    }
    if (this.peers >= MAX_PEERS)
      return refuseUpgrade(socket, 503, `${MAX_PEERS} pages are connected already`);
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.options.connect(webSocket));
  }
}

/** @returns null for what no browser sends: an address of another host, or none at all. */
function readUrl(request: IncomingMessage): URL | null {
  const path = request.url ?? '';
  const own = path.startsWith('/') && !path.startsWith('//') && URL.canParse(path, 'http://deck');
  return own ? new URL(path, 'http://deck') : null;
}

function refuse(response: ServerResponse, verdict: Extract<Verdict, { ok: false }>): void {
  response.writeHead(verdict.status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`Refused: ${verdict.why}.\n`);
}

function refuseUpgrade(socket: Duplex, status: number, why: string): void {
  const body = `Refused: ${why}.\n`;
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
