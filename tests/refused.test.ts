// Who may not connect: every Host × Origin × token over real sockets, and pages that send what no page of ours does.
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Deck, endDecks, startDeck } from './deck.ts';

let deck: Deck;
beforeAll(async () => {
  deck = await startDeck(['--port', '4280', '--network', 'none']);
});
afterAll(endDecks);

type Ask = { host?: string | undefined; origin?: string | undefined; token?: string | undefined };

const cookie = (token: string | undefined) =>
  token === undefined ? {} : { cookie: `deck_${deck.port}=${token}` };

/** @returns the status of a GET. */
function get(path: string, { host, origin, token }: Ask): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      host: host ?? `127.0.0.1:${deck.port}`,
      ...(origin ? { origin } : {}),
      ...cookie(token),
    };
    request({ host: '127.0.0.1', port: deck.port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

/** @returns 101 when the socket opened, else the status of the refusal. */
function upgrade({ host, origin, token }: Ask, path = '/ws'): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${deck.port}${path}`, {
      headers: { host: host ?? `127.0.0.1:${deck.port}`, ...cookie(token) },
      ...(origin ? { origin } : {}),
    });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
}

/** Sends bytes as they are. @returns the beginning of what comes back. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(deck.port, '127.0.0.1', () => socket.write(text));
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

describe('who may connect', () => {
  const hosts = () => ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${deck.port}`);

  it('opens exactly the right cells of Host × Origin × token', async () => {
    const goodOrigins = hosts().map((host) => `http://${host}`);
    const open: string[] = [];
    let cells = 0;
    for (const host of [
      ...hosts(),
      'evil.example',
      `evil.example:${deck.port}`,
      `127.0.0.1:${deck.port + 1}`,
    ]) {
      // The rebinding pair: Host and Origin are both the attacker's, and agree.
      for (const origin of [
        ...goodOrigins,
        undefined,
        'null',
        'http://evil.example',
        `http://${host}`,
        'http://localhost:80',
      ]) {
        for (const token of [deck.token, undefined, '', `${deck.token}x`, deck.token.slice(1)]) {
          cells++;
          const status = await upgrade({ host, origin, token });
          const right = hosts().includes(host) && goodOrigins.includes(origin ?? '') && token === deck.token;
          expect([status, { host, origin, token: token === deck.token }]).toEqual([
            right ? 101 : hosts().includes(host) && goodOrigins.includes(origin ?? '') ? 401 : 403,
            { host, origin, token: token === deck.token },
          ]);
          if (right) open.push(`${host} ${origin}`);
        }
      }
    }
    expect(new Set(open).size).toBe(9);
    expect(cells).toBe(6 * 8 * 5);
  });

  it('shows no page, file or notes without the token, and healthz says nothing else', async () => {
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
    expect(await get(`/?token=${deck.token}`, {})).toBe(303);
    const health = await (await fetch(`http://127.0.0.1:${deck.port}/healthz`)).json();
    expect(Object.keys(health as object).sort()).toEqual(['peers', 'sessions', 'version']);
    expect(await get('/healthz', { host: 'evil.example' })).toBe(403);
  });

  it('says in every page what it may load and who may frame it', async () => {
    const response = await fetch(`http://127.0.0.1:${deck.port}/`, { headers: cookie(deck.token) });
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${deck.port};`);
    expect(policy).toContain("frame-ancestors 'self'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('answers what no browser sends, and goes on', async () => {
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
        const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${cookies}${extra}\r\n`);
        expect([path, answer.slice(0, 80)]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 (2|4)\d\d /)]);
        expect(answer).not.toMatch(/root:/);
      }
    }
    await raw('\x00\xff\x16\x03nonsense\r\n\r\n');
    expect(await get('/', { token: deck.token })).toBe(200);
    expect(deck.lines.filter((line) => line.includes('unexpected'))).toEqual([]);
  });

  it('gives the token for a cookie that scripts and other sites do not get', async () => {
    const response = await fetch(deck.address, { redirect: 'manual' });
    expect(response.headers.get('location')).toBe('/');
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

  it('is told what was wrong, then closed with 1008, and the others go on', async () => {
    const other = open();
    await new Promise((resolve) => other.on('open', resolve));
    const socket = open();
    const said: string[] = [];
    socket.on('message', (data) => said.push(data.toString()));
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
    expect(said.filter((text) => text.includes('"error"')).length).toBeGreaterThanOrEqual(9);
    expect(other.readyState).toBe(WebSocket.OPEN);
    other.close();
  });
});
