// Roles over real sockets: which role a page gets, and what that allows.
// Each kind of message is in effects.test.ts.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { PLAIN, SocketPeer } from '../support/socket-peer.ts';
import { RoleSocket } from '../support/tokens.ts';

let deck: Deck;
const sockets: RoleSocket[] = [];
const open = async (
  ...args: ConstructorParameters<typeof RoleSocket> extends [unknown, ...infer R] ? R : never
) => {
  const socket = new RoleSocket(deck, ...args);
  sockets.push(socket);
  await socket.receives('welcome');
  return socket;
};

beforeAll(async () => {
  deck = await startDeck(['--port', '4910', '--talk', 'tests/support/plain', '--share', '127.0.0.2']);
  await deck.line(/^live plain$/);
});
beforeEach(() => {
  for (const socket of sockets.splice(0)) socket.dispose();
});
afterAll(endDecks);

const ATTACH = { t: 'attach', ch: 0, ...PLAIN, page: 'a-page' };
const sessions = async () =>
  ((await (await fetch(`http://127.0.0.1:${deck.port}/healthz`)).json()) as { sessions: number }).sessions;

it('sends each page its role, on loopback and on a shared address', async () => {
  for (const role of ['speaker', 'remote', 'viewer'] as const) {
    expect((await (await open(role)).receives('welcome')).role).toBe(role);
  }
  for (const role of ['remote', 'viewer'] as const) {
    const socket = await open(role, { address: '127.0.0.2' });
    expect((await socket.receives('welcome')).role).toBe(role);
  }
  // The remote's page in the speaker's browser is a remote; a viewer stays a viewer.
  expect((await (await open('speaker', { query: '?as=remote' })).receives('welcome')).role).toBe('remote');
  expect((await (await open('viewer', { query: '?as=remote' })).receives('welcome')).role).toBe('viewer');
  expect((await (await open('viewer', { query: '?as=speaker' })).receives('welcome')).role).toBe('viewer');
});

it('a viewer starts no session, and is attached when the speaker starts it', async () => {
  const viewer = await open('viewer', { address: '127.0.0.2' });
  viewer.send(ATTACH);
  await viewer.receives('unstarted');
  expect(await sessions()).toBe(0);

  const speaker = new SocketPeer(deck);
  await speaker.connect();
  await viewer.receives('attached');
  expect(await sessions()).toBe(1);
  speaker.dispose();
});

it('a remote’s press reaches exactly one of the speaker’s pages: the one used last', async () => {
  const remote = await open('remote', { address: '127.0.0.2' });
  remote.send({ t: 'press', key: 'next' });
  expect((await remote.receives('error')).why).toBe('no deck is open');

  const [first, second] = [await open('speaker'), await open('speaker')];
  const viewer = await open('viewer');
  // The speaker's remote page is not a deck.
  const other = await open('speaker', { query: '?as=remote' });
  const pressed = () =>
    [first, second, viewer, other, remote].map(
      ({ messages }) => messages.filter(({ t }) => t === 'press').length,
    );
  remote.send({ t: 'press', key: 'next' });
  expect((await second.receives('press')).key).toBe('next');
  expect(pressed()).toEqual([0, 1, 0, 0, 0]);

  first.send({ t: 'at', at: { h: 1, v: 0, f: -1 } });
  expect((await remote.receives('at')).at).toEqual({ h: 1, v: 0, f: -1 });
  remote.send({ t: 'press', key: 'failover' });
  expect((await first.receives('press')).key).toBe('failover');
  expect(pressed()).toEqual([1, 1, 0, 0, 0]);

  first.socket.close();
  await first.code();
  const after = second.messages.length;
  remote.send({ t: 'press', key: 'previous' });
  expect((await second.receives('press', after)).key).toBe('previous');
});

it('a page that keeps sending what it may not is closed with 1008', async () => {
  const remote = await open('remote', { address: '127.0.0.2' });
  for (let i = 0; i < 10; i++) remote.send(ATTACH);
  expect(await remote.code()).toBe(1008);
  expect(remote.messages.filter(({ t }) => t === 'error').length).toBeGreaterThanOrEqual(9);
});

it('a pane that the speaker switches to its recording is switched for all viewers, late ones too, until a reset', async () => {
  const [speaker, viewer, remote] = [await open('speaker'), await open('viewer'), await open('remote')];
  const turned = { ...PLAIN, source: 'replay' };
  speaker.send({ t: 'source', ...turned });
  expect(await viewer.receives('source')).toEqual({ t: 'source', ...turned });
  const late = await open('viewer');
  expect((await late.receives('welcome')).sources).toEqual([turned]);
  speaker.send({ t: 'source', demo: 'plain', pane: 'nope', source: 'live' });
  expect((await speaker.receives('error')).why).toMatch(/no pane or file nope/);
  speaker.send({ t: 'reset', demo: 'plain' });
  expect((await late.receives('source')).source).toBe('live');
  expect((await (await open('viewer')).receives('welcome')).sources).toEqual([]);
  await remote.settled();
  expect(remote.messages.filter(({ t }) => t === 'source')).toEqual([]);
});

it('a crowd of viewers leaves room for the speaker and a remote', async () => {
  const crowd = Array.from({ length: 140 }, () => new RoleSocket(deck, 'viewer', { address: '127.0.0.2' }));
  sockets.push(...crowd);
  await expect.poll(() => crowd.filter(({ closed, messages }) => closed || messages.length).length).toBe(140);
  const inside = crowd.filter(({ messages }) => messages.length > 0);
  expect(inside.length).toBeGreaterThanOrEqual(100);
  expect(inside.length).toBeLessThanOrEqual(120);
  expect((await (await open('speaker')).receives('welcome')).role).toBe('speaker');
  expect((await (await open('remote', { address: '127.0.0.2' })).receives('welcome')).role).toBe('remote');
});
