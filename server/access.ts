// Who may connect: Host, Origin and token of a request, and nothing else about it. Sends nothing.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Verdict = { ok: true } | { ok: false; status: 401 | 403; why: string };

const OK: Verdict = { ok: true };

export class Access {
  /** Names a browser may have used for this server; under DNS rebinding Host is the attacker's own. */
  private readonly hosts: ReadonlySet<string>;
  private readonly origins: ReadonlySet<string>;
  readonly cookie: string;

  constructor(
    port: number,
    private readonly token: string,
  ) {
    this.hosts = new Set(['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`));
    this.origins = new Set([...this.hosts].map((host) => `http://${host}`));
    // Cookies know no ports: the name keeps two decks apart.
    this.cookie = `deck_${port}`;
  }

  /** For every request, healthz included. A page without Origin is a navigation or a same-origin GET. */
  host(request: IncomingMessage): Verdict {
    if (!this.hosts.has(request.headers.host ?? '')) {
      return no(403, 'this Host is not the deck; open the address that npm start printed');
    }
    const { origin } = request.headers;
    if (origin !== undefined && !this.origins.has(origin))
      return no(403, 'requests from other origins are refused');
    return OK;
  }

  /** For everything that shows or does something. */
  request(request: IncomingMessage): Verdict {
    const host = this.host(request);
    if (!host.ok) return host;
    if (!this.isToken(this.readCookie(request))) {
      return no(401, 'no token; open the address with ?token= that npm start printed');
    }
    return OK;
  }

  /** For the socket: handshakes are not under the same-origin policy, so here an Origin must be there. */
  upgrade(request: IncomingMessage): Verdict {
    if (request.headers.origin === undefined) return no(403, 'a socket without Origin is refused');
    return this.request(request);
  }

  /** Compares in constant time, whatever the lengths. */
  isToken(given: string | undefined): boolean {
    const digest = (text: string) => createHash('sha256').update(text).digest();
    return given !== undefined && timingSafeEqual(digest(given), digest(this.token));
  }

  private readCookie(request: IncomingMessage): string | undefined {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = pair.trim().split('=');
      if (name === this.cookie) return value;
    }
    return undefined;
  }
}

function no(status: 401 | 403, why: string): Verdict {
  return { ok: false, status, why };
}
