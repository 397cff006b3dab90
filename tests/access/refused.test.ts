// Who may not connect: every Host × Origin × token on both listeners, and what no page of ours would send.
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ROLES, type Role } from '../../protocol/role.ts';
import { type Ask, get as ask, raw, upgrade } from '../support/ask.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { cookieOf, type Tokens, tokensOf } from '../support/tokens.ts';

const SHARED = '127.0.0.2';
const LOOPBACK = '127.0.0.1';

let deck: Deck;
let tokens: Tokens;
beforeAll(async () => {
  deck = await startDeck(['--port', '4920', '--network', 'none', '--share', SHARED]);
  await deck.line(/^remote /);
  tokens = tokensOf(deck);
});
afterAll(endDecks);

const cookie = (token: string | undefined) =>
  token === undefined ? {} : { cookie: `deck_${deck.port}=${token}` };

/** A GET on loopback. @returns its status. */
const get = async (path: string, { token, ...more }: Partial<Ask> & { token?: string }) =>
  (await ask({ address: LOOPBACK, port: deck.port, path, ...more, ...cookie(token) })).status;

/** Cookies that a browser may send: each role's token, none, wrong ones, and tokens under another role's name. */
function cookies(): { held: string | undefined; role: Role | null }[] {
  const { speaker, remote, viewer } = tokens;
  const named = (role: Role, token: string) => cookieOf(role, deck.port, token);
  return [
    ...ROLES.map((role) => ({ held: named(role, tokens[role]), role })),
    ...[
      undefined,
      named('speaker', ''),
      named('speaker', `${speaker}x`),
      named('speaker', speaker.slice(1)),
      named('speaker', viewer),
      named('viewer', remote),
      named('viewer', viewer.toLowerCase()),
    ].map((held) => ({ held, role: null })),
  ];
}

const hosts = (): Record<string, string[]> => ({
  [LOOPBACK]: ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${deck.port}`),
  [SHARED]: [`${SHARED}:${deck.port}`],
});

/** The addresses that a process listens on at a port; IPv6 ones as in /proc/net/tcp6. */
function listening(port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return ['tcp', 'tcp6'].flatMap((name) =>
    readFileSync(`/proc/net/${name}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      // State 0A is LISTEN (include/net/tcp_states.h).
      .filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${hex}`))
      .map(([, local]) => local!.split(':')[0]!)
      .map((word) => (name === 'tcp' ? Buffer.from(word, 'hex').reverse().join('.') : word)),
  );
}

describe('who may connect', () => {
  it.each([LOOPBACK, SHARED])(
    'lets exactly the right combinations of Host × Origin × token in at %s',
    async (address) => {
      const good = hosts()[address]!;
      const allHosts = [
        ...Object.values(hosts()).flat(),
        'evil.example',
        `evil.example:${deck.port}`,
        `${address}:${deck.port + 1}`,
        address,
      ];
      const open: Record<string, number> = {};
      let cells = 0;
      for (const host of allHosts) {
        const origins = [
          ...Object.values(hosts())
            .flat()
            .map((name) => `http://${name}`),
          undefined,
          'null',
          'http://evil.example',
          // DNS rebinding: Host and Origin are both the attacker's, and agree.
          `http://${host}`,
          `https://${good[0]}`,
          'http://localhost:80',
        ];
        for (const origin of new Set(origins)) {
          for (const { held, role } of cookies()) {
            cells += 2;
            const cell = { address, port: deck.port, host, origin, cookie: held };
            const accepted = role !== null && !(address === SHARED && role === 'speaker');
            const own = origin !== undefined && good.some((name) => origin === `http://${name}`);
            const verdict = (ok: number, from: boolean) => {
              if (!good.includes(host) || !from) return 403;
              if (accepted) return ok;
              return role === null ? 401 : 403;
            };
            const status = {
              socket: await upgrade(cell),
              page: (await ask({ ...cell, path: role === 'remote' ? '/remote' : '/' })).status,
            };
            const right = { socket: verdict(101, own), page: verdict(200, own || origin === undefined) };
            expect({ cell, role, ...status }).toEqual({ cell, role, ...right });
            for (const [kind, got] of Object.entries(status)) {
              if (got < 300) open[`${role} ${kind}`] = (open[`${role} ${kind}`] ?? 0) + 1;
            }
          }
        }
      }
      const names = good.length;
      const each = { socket: names * names, page: names * (names + 1) };
      const roles = ROLES.filter((role) => address === LOOPBACK || role !== 'speaker');
      expect(open).toEqual(
        Object.fromEntries(
          roles.flatMap((role) => [
            [`${role} socket`, each.socket],
            [`${role} page`, each.page],
          ]),
        ),
      );
      expect(cells).toBeGreaterThan(1000);
    },
  );

  it('listens only on loopback without --share', async () => {
    const own = Object.values(networkInterfaces()).flatMap((infos) => infos ?? []);
    const addresses = [
      SHARED,
      ...own.filter(({ family }) => family === 'IPv4').map(({ address }) => address),
    ];
    const alone = await startDeck(['--port', '4925', '--network', 'none']);
    expect(listening(alone.port)).toEqual([LOOPBACK]);
    for (const address of addresses.filter((address) => address !== LOOPBACK)) {
      await expect(ask({ address, port: alone.port })).rejects.toThrow(/ECONNREFUSED/);
    }
    expect(listening(deck.port).sort()).toEqual([LOOPBACK, SHARED]);
    await alone.end();
  });

  it('swaps a token in the address for a cookie where its role may come in, and nowhere else', async () => {
    for (const address of [LOOPBACK, SHARED]) {
      for (const role of ROLES) {
        const path = `/?token=${tokens[role]}`;
        const home = role === 'remote' ? '/remote' : '/';
        const at = { address, port: deck.port, path };
        const refused = address === SHARED && role === 'speaker';
        for (const site of [undefined, 'cross-site', 'same-site', 'none', 'same-origin']) {
          const more = site ? { 'sec-fetch-site': site, 'sec-fetch-dest': 'document' } : {};
          const { status, headers, body } = await ask({ ...at, more });
          const right = site === 'none' || site === 'same-origin' ? 303 : 200;
          expect([role, site, status]).toEqual([role, site, refused ? 403 : right]);
          if (refused) expect(headers['set-cookie']).toBeUndefined();
          else {
            const name = cookieOf(role, deck.port, '');
            expect(headers['set-cookie']?.[0]).toMatch(
              new RegExp(`^${name}[^;]+; HttpOnly; SameSite=Strict; Path=/`),
            );
            if (right === 303) expect(headers.location).toBe(home);
            else expect(body).toContain(`<meta http-equiv="refresh" content="0; url=${home}">`);
            expect(body).not.toContain(tokens[role]);
          }
        }
        // A token is for a tab's address: a frame or a picture gets nothing for it.
        for (const dest of ['iframe', 'frame', 'object', 'embed', 'image', 'script', 'empty']) {
          const more = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': dest };
          const { status, headers } = await ask({ ...at, more });
          expect([dest, status, headers['set-cookie']]).toEqual([dest, 401, undefined]);
        }
        for (const host of ['evil.example', `${address}:80`]) {
          expect((await ask({ address, port: deck.port, path, host })).status).toBe(403);
        }
        const origin = 'http://evil.example';
        expect((await ask({ address, port: deck.port, path, origin })).status).toBe(403);
      }
    }
    // The deck warns the speaker that the token was sent over the network.
    await deck.line(/^warning: the speaker’s token was sent over the network/);
  });

  it('serves no page, file or notes without the token, and healthz gives nothing away', async () => {
    for (const path of [
      '/',
      '/speaker',
      '/index.html',
      '/casts/process-tracker.tracker.cast',
      '/?token=wrong',
    ]) {
      expect([path, await get(path, {})]).toEqual([path, 401]);
      expect([path, await get(path, { token: deck.token, host: 'evil.example' })]).toEqual([path, 403]);
      expect([path, await get(path, { token: deck.token, origin: 'http://evil.example' })]).toEqual([
        path,
        403,
      ]);
    }
    expect(await get('/', { token: deck.token })).toBe(200);
    expect(await get(`/?token=${deck.token}`, {})).toBe(200);
    const health = await (await fetch(`http://127.0.0.1:${deck.port}/healthz`)).json();
    expect(Object.keys(health as object).sort()).toEqual(['peers', 'sessions', 'version']);
    expect(await get('/healthz', { host: 'evil.example' })).toBe(403);
  });

  it('has a content policy, no framing and nosniff in every answer', async () => {
    for (const address of [LOOPBACK, SHARED]) {
      const at = { address, port: deck.port };
      const held = cookieOf('viewer', deck.port, tokens.viewer);
      const { headers } = await ask({ ...at, cookie: held });
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain(`connect-src 'self' ws://${address}:${deck.port};`);
      expect(policy).toContain("frame-ancestors 'self'");
      const answers = [
        headers,
        (await ask(at)).headers,
        (await ask({ ...at, cookie: held, path: '/speaker' })).headers,
        (await ask({ ...at, host: 'evil.example' })).headers,
        (await ask({ ...at, path: '/healthz' })).headers,
        (await ask({ ...at, path: `/?token=${tokens.viewer}` })).headers,
      ];
      for (const answer of answers) {
        expect(answer['x-content-type-options']).toBe('nosniff');
        expect(answer['content-security-policy']).toMatch(/frame-ancestors '(self|none)'/);
        expect(answer['content-security-policy']).not.toMatch(/(script-src|default-src)[^;]*unsafe/);
        expect(answer['referrer-policy']).toBe('no-referrer');
        expect(answer['cross-origin-resource-policy']).toBe('same-origin');
      }
    }
  });

  it('answers requests that no browser sends, and goes on', async () => {
    const host = `127.0.0.1:${deck.port}`;
    const lines = [
      '//',
      '///x',
      '/%',
      '/%ff%fe',
      'http://evil.example/',
      '*',
      '/../../etc/passwd',
      `/${'a'.repeat(20_000)}`,
    ];
    for (const path of lines) {
      for (const extra of ['', `Connection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://${host}\r\n`]) {
        const cookies = `Cookie: deck_${deck.port}=${deck.token}\r\n`;
        const answer = await raw(
          LOOPBACK,
          deck.port,
          `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${cookies}${extra}\r\n`,
        );
        expect([path, answer.slice(0, 80)]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 (2|4)\d\d /)]);
        expect(answer).not.toMatch(/root:/);
      }
    }
    await raw(LOOPBACK, deck.port, '\x00\xff\x16\x03nonsense\r\n\r\n');
    expect(await get('/', { token: deck.token })).toBe(200);
    expect(deck.lines.filter((line) => line.includes('unexpected'))).toEqual([]);
  });

  it('sets a cookie that scripts and other sites cannot read', async () => {
    const response = await fetch(deck.address, { redirect: 'manual' });
    expect(response.status).toBe(200);
    const set = response.headers.get('set-cookie') ?? '';
    expect(set).toContain(`deck_${deck.port}=`);
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Strict/);
  });
});

describe('a page that sends nonsense', () => {
  const open = () =>
    new WebSocket(`ws://127.0.0.1:${deck.port}/ws`, {
      headers: cookie(deck.token),
      origin: `http://127.0.0.1:${deck.port}`,
    });
  const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.on('close', resolve));

  it('is closed with 1009 for a message over the limit', async () => {
    const socket = open();
    socket.on('open', () => socket.send('x'.repeat(200_000)));
    expect(await closed(socket)).toBe(1009);
  });

  it('is closed with 1008 for more messages than a page may send', async () => {
    const socket = open();
    socket.on('open', () => {
      for (let i = 0; i < 8000; i++) socket.send('{"t":"ping"}');
    });
    expect(await closed(socket)).toBe(1008);
  });

  it('gets an error for each message, then is closed with 1008, and other pages go on', async () => {
    const other = open();
    await new Promise((resolve) => other.on('open', resolve));
    const socket = open();
    const answers: string[] = [];
    socket.on('message', (data) => answers.push(data.toString()));
    socket.on('open', () => {
      const bad = [
        '',
        '{',
        '[]',
        '{"t":"run","command":"id"}',
        '{"t":"attach","ch":-1,"demo":"x","pane":"y"}',
      ];
      for (const text of [...bad, ...bad]) socket.send(text);
    });
    expect(await closed(socket)).toBe(1008);
    expect(answers.filter((text) => text.includes('"error"')).length).toBeGreaterThanOrEqual(9);
    expect(other.readyState).toBe(WebSocket.OPEN);
    other.close();
  });
});
