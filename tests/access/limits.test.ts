// The limits of HTTP and of the handshake, over real sockets: too much is refused, and the speaker gets in.
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { get, raw, upgrade } from '../support/ask.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { cookieOf, RoleSocket, tokensOf } from '../support/tokens.ts';

const SHARED = '127.0.0.2';

let deck: Deck;
const sockets = new Set<Socket>();
beforeAll(async () => {
  deck = await startDeck(['--port', '4980', '--network', 'none', '--share', SHARED]);
  await deck.line(/^remote /);
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});
afterAll(endDecks);

const open = (address: string) => {
  const socket = connect(deck.port, address);
  socket.on('error', () => {});
  sockets.add(socket);
  return socket;
};
const page = () =>
  get({
    address: '127.0.0.1',
    port: deck.port,
    cookie: cookieOf('speaker', deck.port, tokensOf(deck).speaker),
  });

it('hangs up on a request that never ends, after ten seconds', async () => {
  const started = Date.now();
  const socket = open('127.0.0.1');
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString();
  });
  socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${deck.port}\r\n`);
  const drip = setInterval(() => socket.write('x: y\r\n'), 500);
  await new Promise((resolve) => socket.on('close', resolve));
  clearInterval(drip);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(Date.now() - started).toBeGreaterThan(9_000);
  expect(Date.now() - started).toBeLessThan(14_000);
});

it('refuses headers that are too long, and reads no more than 64', async () => {
  const host = `Host: 127.0.0.1:${deck.port}\r\n`;
  const long = await raw('127.0.0.1', deck.port, `GET / HTTP/1.1\r\n${host}x: ${'y'.repeat(20_000)}\r\n\r\n`);
  expect(long).toMatch(/^HTTP\/1\.1 431 /);
  const many = 'x: y\r\n'.repeat(70);
  expect(await raw('127.0.0.1', deck.port, `GET /healthz HTTP/1.1\r\n${host}${many}\r\n`)).toMatch(
    /^HTTP\/1\.1 200 /,
  );
  // A Host after the first 64 headers is not read.
  expect(await raw('127.0.0.1', deck.port, `GET /healthz HTTP/1.1\r\n${many}${host}\r\n`)).toMatch(
    /^HTTP\/1\.1 4/,
  );
});

it('a crowd of connections from the network leaves room for the speaker’s', async () => {
  const crowd = Array.from({ length: 560 }, () => open(SHARED));
  await expect
    .poll(() => crowd.filter((socket) => socket.closed).length, { timeout: 15_000 })
    .toBeGreaterThanOrEqual(560 - 512);
  expect(crowd.filter((socket) => !socket.closed).length).toBeGreaterThan(400);
  expect((await page()).status).toBe(200);
  const speaker = new RoleSocket(deck, 'speaker');
  expect((await speaker.receives('welcome')).role).toBe('speaker');
  speaker.dispose();
});

it('a storm of handshakes is refused with 429, but not the speaker’s', async () => {
  const cookie = cookieOf('viewer', deck.port, tokensOf(deck).viewer);
  const storm = { address: SHARED, port: deck.port, origin: `http://${SHARED}:${deck.port}`, cookie };
  const statuses: number[] = [];
  const lanes = Array.from({ length: 40 }, async () => {
    for (let i = 0; i < 20; i++) statuses.push(await upgrade(storm));
  });
  await Promise.all(lanes);
  expect(statuses).toContain(101);
  expect(statuses).toContain(429);
  const speaker = new RoleSocket(deck, 'speaker');
  expect((await speaker.receives('welcome')).role).toBe('speaker');
  speaker.dispose();
  // A storm without a token does not count against anybody's handshakes.
  const evil = { ...storm, address: '127.0.0.1', origin: 'http://evil.example' };
  const refused = await Promise.all(Array.from({ length: 300 }, () => upgrade(evil)));
  expect(new Set(refused)).toEqual(new Set([403]));
  const again = new RoleSocket(deck, 'speaker');
  await again.receives('welcome');
  again.dispose();
});
