// The deck on HTTP: pages and files by role, the exchange of tokens for cookies, the socket's handshake.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES } from '../../protocol/message.ts';
import type { Role } from '../../protocol/role.ts';
import type { Access, Admittance, Refusal } from './access.ts';
import { Admission } from './admission.ts';
import { entryPage } from './entry-page.ts';
import { type Listener, openListener } from './listener.ts';

/** Serves a page or a file of the deck; calls `next` when there is none. */
export type Pages = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** The file that a role may fetch at this path, or null. */
export type MayFetch = (role: Role, pathname: string) => string | null;

/** Lifetime of the cookie that a token is exchanged for, in seconds: 12 hours, a day at a conference. */
const COOKIE_SECONDS = 12 * 60 * 60;

/** How many ports are tried one after the other. */
const PORTS_TRIED = 21;

/**
 * reveal and xterm place things with inline styles; scripts come from files only. frame-ancestors lets only the
 * speaker's page embed the deck.
 */
const csp = (host: string) =>
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  `connect-src 'self' ws://${host}; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;

/** RFC 6455, as registered with IANA. */
const SERVICE_RESTART = 1012;

/** For answers that are not our pages: nothing in them is run, loaded or embedded. */
const CSP_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export class Http {
  private readonly listeners = new Set<Listener>();
  private readonly admission = new Admission();
  private readonly sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  pages: Pages = (_request, response) => {
    response
      .writeHead(503, { 'content-type': 'text/plain' })
      .end('The slides are being built; reload in a moment.\n');
  };
  /** Until this is known, all pages are for the speaker alone. */
  mayFetch: MayFetch = (role, pathname) => (role === 'speaker' ? pathname : null);
  /** Takes other handshakes of the speaker, after the same checks: Vite's in dev. */
  upgradeOther: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined;

  constructor(
    private readonly options: {
      health: () => object;
      connect: (socket: WebSocket, role: Role) => void;
      /** Called when the speaker's token was sent over a network, where others can read it. */
      leaked?: () => void;
    },
  ) {}

  /**
   * Listens on `address`.
   * @param access undefined until it is known; everything is refused before.
   * @throws the error of listen(2) with its `code`.
   */
  async listen(address: string, port: number, access: () => Access | undefined): Promise<Listener> {
    const listener = await openListener(address, port, {
      request: (request, response) => this.answer(request, response, access()),
      upgrade: (request, socket, head) => this.upgrade(request, socket, head, access()),
    });
    this.listeners.add(listener);
    return {
      dispose: () => {
        this.listeners.delete(listener);
        listener.dispose();
      },
    };
  }

  /**
   * Listens on 127.0.0.1, on `port` or the next free one of the following twenty.
   * @returns the port.
   */
  async listenOnLoopback(port: number, access: () => Access | undefined): Promise<number> {
    for (let candidate = port; candidate < port + PORTS_TRIED; candidate++) {
      try {
        await this.listen('127.0.0.1', candidate, access);
        return candidate;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
    throw new Error(`ports ${port} to ${port + PORTS_TRIED - 1} are all in use; name another with --port`);
  }

  get peers(): number {
    return this.admission.peers;
  }

  /** Ends the connections of all pages; they connect again by themselves. */
  disconnect(): void {
    for (const socket of this.sockets.clients) socket.close(SERVICE_RESTART);
  }

  dispose(): void {
    for (const socket of this.sockets.clients) socket.terminate();
    this.sockets.close();
    for (const listener of this.listeners) listener.dispose();
    this.listeners.clear();
  }

  private answer(request: IncomingMessage, response: ServerResponse, access: Access | undefined): void {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    response.setHeader('content-security-policy', CSP_NOTHING);
    if (!access) return void response.writeHead(503).end();

    const host = access.host(request);
    if (!host.ok) return refuse(response, host);
    const url = readUrl(request);
    if (!url) return void response.writeHead(400, { 'content-type': 'text/plain' }).end('Not an address.\n');
    if (url.pathname === '/healthz') {
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      return void response.end(`${JSON.stringify(this.options.health())}\n`);
    }
    const traded = isFramed(request)
      ? undefined
      : access.exchange(url.searchParams.get('token') ?? undefined);
    if (traded) return this.exchange(request, response, url, access.accepts(traded.role), traded);
    const admittance = access.request(request);
    if (!admittance.ok) return this.refuse(response, admittance);
    this.serve(request, response, url, admittance.role);
  }

  /** Exchanges a token from the address bar for a cookie that scripts and other sites can't read. */
  private exchange(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    admittance: Admittance,
    { role, cookie }: { role: Role; cookie: string },
  ): void {
    if (!admittance.ok) return this.refuse(response, admittance);
    url.searchParams.delete('token');
    // `//name` would be another host.
    const target = role === 'remote' ? '/remote' : url.pathname.replace(/^\/+/, '/') + url.search;
    response.setHeader(
      'set-cookie',
      `${cookie}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${COOKIE_SECONDS}`,
    );
    response.setHeader('cache-control', 'no-store');
    // A redirect keeps the slide in the address (#/5), but loses the cookie when the link was on another site.
    if (isOwnNavigation(request)) return void response.writeHead(303, { location: target }).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(entryPage(target));
  }

  private serve(request: IncomingMessage, response: ServerResponse, url: URL, role: Role): void {
    if (role === 'remote' && (url.pathname === '/' || url.pathname === '/index.html')) {
      return void response.writeHead(303, { location: '/remote', 'cache-control': 'no-store' }).end();
    }
    const file = this.mayFetch(role, url.pathname);
    if (file === null) return refuse(response, { ok: false, status: 403, why: `that is not for a ${role}` });
    // Serves the file that was looked up: parsing the address twice could give two results. The file server leaves what
    // decodeURI leaves, such as %2B.
    if (role !== 'speaker') request.url = encodeURI(file).replace(/[?#]/g, encodeURIComponent) + url.search;
    else if (url.pathname === '/speaker') request.url = `/speaker.html${url.search}`;
    response.setHeader('content-security-policy', csp(request.headers.host ?? ''));
    this.pages(request, response, () => {
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end(`There is no ${url.pathname} in the deck.\n`);
    });
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, access: Access | undefined): void {
    socket.on('error', () => socket.destroy());
    const admittance = access?.upgrade(request) ?? { ok: false, status: 401, why: 'starting' };
    if (!admittance.ok) {
      if ('leaked' in admittance) this.options.leaked?.();
      return refuseUpgrade(socket, admittance.status, admittance.why);
    }
    const url = readUrl(request);
    if (url?.pathname !== '/ws') {
      if (this.upgradeOther && admittance.role === 'speaker') return this.upgradeOther(request, socket, head);
      return refuseUpgrade(socket, 404, 'the socket is at /ws');
    }
    // The remote's page has only the remote's role, even in the speaker's browser.
    const role = url.searchParams.get('as') === 'remote' ? lower(admittance.role) : admittance.role;
    const admitted = this.admission.take(role);
    if (!admitted.ok) return refuseUpgrade(socket, admitted.status, admitted.why);
    socket.once('close', admitted.leave);
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.options.connect(webSocket, role));
  }

  private refuse(response: ServerResponse, admittance: Extract<Admittance, { ok: false }>): void {
    if (admittance.leaked) this.options.leaked?.();
    refuse(response, admittance);
  }
}

function lower(role: Role): Role {
  return role === 'speaker' ? 'remote' : role;
}

/** Whether the browser says that no other site led here. Browsers say nothing on plain HTTP over a network. */
function isOwnNavigation({ headers }: IncomingMessage): boolean {
  return ['none', 'same-origin'].includes(String(headers['sec-fetch-site']));
}

/** Whether the browser says that this goes into a frame, or is part of a page; a token is for a tab's address. */
function isFramed({ headers }: IncomingMessage): boolean {
  return (headers['sec-fetch-dest'] ?? 'document') !== 'document';
}

/** @returns null for what browsers don't send: another host's address, or none. */
function readUrl(request: IncomingMessage): URL | null {
  const path = request.url ?? '';
  const own = path.startsWith('/') && !path.startsWith('//') && URL.canParse(path, 'http://deck');
  return own ? new URL(path, 'http://deck') : null;
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  response.writeHead(refusal.status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`Refused: ${refusal.why}.\n`);
}

function refuseUpgrade(socket: Duplex, status: number, why: string): void {
  const body = `Refused: ${why}.\n`;
  const retry = status === 429 || status === 503 ? 'Retry-After: 1\r\n' : '';
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\n${retry}Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
