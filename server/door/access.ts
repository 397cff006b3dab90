// Who may connect, and in which role: decided by Host, Origin and token of a request.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ROLES, type Role } from '../../protocol/role.ts';
import type { Ticket } from './ticket.ts';

export type Refusal = { ok: false; status: 401 | 403; why: string };
/** `leaked`: the speaker's token came over a connection on which others can read it. */
export type Admittance = { ok: true; role: Role } | (Refusal & { leaked?: true });

/** One secret per role, 256 bits each. */
export type Tokens = Readonly<Record<Role, string>>;

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

export class Access {
  /** Names a browser may use for this listener; with DNS rebinding, Host is the attacker's. */
  private readonly hosts: ReadonlySet<string>;
  private readonly origins: ReadonlySet<string>;
  /** Stands for the speaker's token, once: the browser is started with it. */
  ticket: Ticket | undefined;

  /**
   * @param names of the listener, as in an address.
   * @param accepted roles that may come in here; tokens of others are refused.
   */
  constructor(
    private readonly port: number,
    private readonly tokens: Tokens,
    names: readonly string[],
    private readonly accepted: readonly Role[],
  ) {
    this.hosts = new Set(names.map((name) => `${name}:${port}`));
    this.origins = new Set([...this.hosts].map((host) => `http://${host}`));
  }

  /** @param accepted not all of them where files for the speaker alone are served. */
  static loopback(port: number, tokens: Tokens, accepted: readonly Role[] = ROLES): Access {
    return new Access(port, tokens, LOOPBACK, accepted);
  }

  /** For one address on a network, where others can read everything: never for the speaker. */
  static shared(address: string, port: number, tokens: Tokens): Access {
    return new Access(port, tokens, [address], ['remote', 'viewer']);
  }

  /** The port is in the name, since cookies are shared by all ports; a browser may hold one for each role. */
  cookie(role: Role): string {
    return role === 'speaker' ? `deck_${this.port}` : `deck_${this.port}_${role}`;
  }

  /** For every request, healthz included. A page without Origin is a navigation or a same-origin GET. */
  host(request: IncomingMessage): { ok: true } | Refusal {
    if (!this.hosts.has(request.headers.host ?? '')) {
      return no(403, 'this Host is not the deck; open the address that npm start printed');
    }
    const { origin } = request.headers;
    if (origin !== undefined && !this.origins.has(origin))
      return no(403, 'requests from other origins are refused');
    return { ok: true };
  }

  /** For everything that shows or does something. With several tokens, the role that may do most counts. */
  request(request: IncomingMessage): Admittance {
    const host = this.host(request);
    if (!host.ok) return host;
    const held = this.held(request);
    for (const role of ROLES) {
      if (this.roleOf(held.get(this.cookie(role))) !== role) continue;
      return this.accepts(role);
    }
    return no(401, 'no token; open the address with ?token= that npm start printed');
  }

  /** For the socket: the same-origin policy doesn't cover handshakes, so an Origin is required. */
  upgrade(request: IncomingMessage): Admittance {
    if (request.headers.origin === undefined) return no(403, 'a socket without Origin is refused');
    return this.request(request);
  }

  /** The role of a token, or undefined. Compares with all of them, in constant time for any length. */
  roleOf(given: string | undefined): Role | undefined {
    const digest = (text: string) => createHash('sha256').update(text).digest();
    const asked = digest(given ?? '');
    let found: Role | undefined;
    for (const role of ROLES) if (timingSafeEqual(asked, digest(this.tokens[role]))) found = role;
    return given === undefined ? undefined : found;
  }

  /** The role of a token in the address, and the cookie that it is exchanged for. */
  exchange(given: string | undefined): { role: Role; cookie: string } | undefined {
    const role = this.ticket?.take(given) ? 'speaker' : this.roleOf(given);
    return role && { role, cookie: `${this.cookie(role)}=${this.tokens[role]}` };
  }

  /** Whether a role may come in at this listener. */
  accepts(role: Role): Admittance {
    if (this.accepted.includes(role)) return { ok: true, role };
    const why = `a ${role} is not let in at this address`;
    return role === 'speaker' ? { ...no(403, why), leaked: true } : no(403, why);
  }

  private held(request: IncomingMessage): Map<string, string> {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
    });
    // The first of a name counts: browsers send the most specific one first (RFC 6265 5.4).
    return new Map(pairs.reverse());
  }
}

function no(status: 401 | 403, why: string): Refusal {
  return { ok: false, status, why };
}
