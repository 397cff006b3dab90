// The Host × Origin × token matrix, cell by cell; only the exact ones open, each for its role.
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ROLES } from '../../protocol/role.ts';
import { Access } from './access.ts';
import { Ticket } from './ticket.ts';

const tokens = { speaker: 'the-speaker', remote: 'the-remote', viewer: 'the-viewer' };
const loopback = Access.loopback(4242, tokens);
const shared = Access.shared('192.168.1.5', 4242, tokens);
const request = (host?: string, origin?: string, cookie?: string) =>
  ({ headers: { host, origin, cookie } }) as unknown as IncomingMessage;

const LOOPBACK_HOSTS = ['127.0.0.1:4242', 'localhost:4242', '[::1]:4242'];
const SHARED_HOST = '192.168.1.5:4242';
const BAD_HOSTS = [
  undefined,
  '',
  'evil.example:4242',
  '127.0.0.1',
  '127.0.0.1:80',
  'localhost:4243',
  '0.0.0.0:4242',
  '192.168.1.5',
  '192.168.1.6:4242',
];
const BAD_ORIGINS = [
  'null',
  'http://evil.example',
  'http://evil.example:4242',
  'https://127.0.0.1:4242',
  'http://127.0.0.1:80',
  'http://192.168.1.5',
];
const COOKIES = { speaker: 'deck_4242', remote: 'deck_4242_remote', viewer: 'deck_4242_viewer' };

describe('Access on loopback', () => {
  it('opens the socket for the deck’s own pages, with the role of their token', () => {
    for (const host of LOOPBACK_HOSTS) {
      for (const role of ROLES) {
        const cookie = `a=b; ${COOKIES[role]}=${tokens[role]}`;
        expect(loopback.upgrade(request(host, `http://${host}`, cookie))).toEqual({ ok: true, role });
      }
    }
  });

  it('refuses every other Host, even with the right Origin and token', () => {
    for (const host of [...BAD_HOSTS, SHARED_HOST]) {
      for (const origin of [undefined, 'http://127.0.0.1:4242', `http://${host}`]) {
        expect(loopback.request(request(host, origin, `deck_4242=${tokens.speaker}`))).toMatchObject({
          ok: false,
          status: 403,
        });
      }
    }
  });

  it('refuses every other Origin, and on the socket a missing one', () => {
    const cookie = `deck_4242=${tokens.speaker}`;
    for (const origin of [...BAD_ORIGINS, `http://${SHARED_HOST}`]) {
      expect(loopback.request(request('127.0.0.1:4242', origin, cookie)).ok).toBe(false);
    }
    expect(loopback.upgrade(request('127.0.0.1:4242', undefined, cookie)).ok).toBe(false);
  });

  it('refuses a missing or wrong token, and a right one in another role’s cookie', () => {
    const bad = [
      undefined,
      '',
      'deck_4242=',
      'deck_4242=the-speake',
      'deck_4242=the-speaker2',
      'deck_80=the-speaker',
      `${COOKIES.remote}=${tokens.speaker}`,
      `${COOKIES.speaker}=${tokens.viewer}`,
      `${COOKIES.speaker}=${tokens.remote}`,
    ];
    for (const cookie of bad) {
      const verdict = loopback.upgrade(request('127.0.0.1:4242', 'http://127.0.0.1:4242', cookie));
      expect([cookie, verdict]).toEqual([cookie, expect.objectContaining({ ok: false, status: 401 })]);
    }
  });

  it('gives a page with several tokens the role that may do most', () => {
    const all = ROLES.toReversed().map((role) => `${COOKIES[role]}=${tokens[role]}`);
    const host = '127.0.0.1:4242';
    expect(loopback.request(request(host, undefined, all.join('; ')))).toMatchObject({ role: 'speaker' });
    expect(loopback.request(request(host, undefined, all.slice(0, 2).join('; ')))).toMatchObject({
      role: 'remote',
    });
  });
});

describe('a token in the address', () => {
  it('is exchanged for the cookie of its role, any number of times', () => {
    for (const role of [...ROLES, ...ROLES]) {
      const cookie = `${COOKIES[role]}=${tokens[role]}`;
      expect(loopback.exchange(tokens[role])).toEqual({ role, cookie });
    }
    for (const wrong of [undefined, '', 'the-speaker ', 'the-speake']) {
      expect(loopback.exchange(wrong)).toBeUndefined();
    }
  });

  it('may be a ticket for one use, since other users of this machine can read it', () => {
    const access = Access.loopback(4242, tokens);
    access.ticket = new Ticket();
    const { text } = access.ticket;
    expect(access.roleOf(text)).toBeUndefined();
    expect(access.exchange(text)).toEqual({ role: 'speaker', cookie: 'deck_4242=the-speaker' });
    expect(access.exchange(text)).toBeUndefined();
  });
});

describe('Access on a shared address', () => {
  const origin = `http://${SHARED_HOST}`;

  it('opens for viewers and remotes, at exactly that address', () => {
    for (const role of ['remote', 'viewer'] as const) {
      const cookie = `${COOKIES[role]}=${tokens[role]}`;
      expect(shared.upgrade(request(SHARED_HOST, origin, cookie))).toEqual({ ok: true, role });
      for (const host of [...BAD_HOSTS, ...LOOPBACK_HOSTS]) {
        for (const from of [origin, `http://${host}`]) {
          expect(shared.upgrade(request(host, from, cookie))).toMatchObject({ ok: false, status: 403 });
        }
      }
      for (const from of [...BAD_ORIGINS, ...LOOPBACK_HOSTS.map((host) => `http://${host}`)]) {
        expect(shared.upgrade(request(SHARED_HOST, from, cookie)).ok).toBe(false);
      }
    }
  });

  it('refuses the speaker, and reports that the token was exposed', () => {
    const held = `${COOKIES.viewer}=${tokens.viewer}; ${COOKIES.speaker}=${tokens.speaker}`;
    for (const cookie of [`${COOKIES.speaker}=${tokens.speaker}`, held]) {
      expect(shared.upgrade(request(SHARED_HOST, origin, cookie))).toMatchObject({
        ok: false,
        status: 403,
        leaked: true,
      });
    }
    expect(shared.accepts('speaker')).toMatchObject({ ok: false, leaked: true });
  });
});
