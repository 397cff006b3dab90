// The Host × Origin × token matrix, cell by cell; only the exact ones open.
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Access } from './access.ts';

const access = new Access(4242, 'the-token');
const request = (host?: string, origin?: string, cookie?: string) =>
  ({ headers: { host, origin, cookie } }) as unknown as IncomingMessage;

const GOOD_HOSTS = ['127.0.0.1:4242', 'localhost:4242', '[::1]:4242'];
const BAD_HOSTS = [
  undefined,
  '',
  'evil.example:4242',
  '127.0.0.1',
  '127.0.0.1:80',
  'localhost:4243',
  '0.0.0.0:4242',
];
const BAD_ORIGINS = [
  'null',
  'http://evil.example',
  'http://evil.example:4242',
  'https://127.0.0.1:4242',
  'http://127.0.0.1:80',
];
const BAD_COOKIES = [
  undefined,
  '',
  'deck_4242=',
  'deck_4242=the-toke',
  'deck_4242=the-token2',
  'deck_80=the-token',
];

describe('Access', () => {
  it('opens the socket for the deck’s own pages with the token', () => {
    for (const host of GOOD_HOSTS) {
      expect(access.upgrade(request(host, `http://${host}`, 'a=b; deck_4242=the-token')).ok).toBe(true);
    }
  });

  it('refuses every other Host, with the right Origin and token too', () => {
    for (const host of BAD_HOSTS) {
      for (const origin of [undefined, 'http://127.0.0.1:4242', `http://${host}`]) {
        expect(access.request(request(host, origin, 'deck_4242=the-token'))).toMatchObject({
          ok: false,
          status: 403,
        });
      }
    }
  });

  it('refuses every other Origin, and on the socket a missing one', () => {
    for (const origin of BAD_ORIGINS) {
      expect(access.request(request('127.0.0.1:4242', origin, 'deck_4242=the-token')).ok).toBe(false);
    }
    expect(access.upgrade(request('127.0.0.1:4242', undefined, 'deck_4242=the-token')).ok).toBe(false);
  });

  it('refuses a missing or wrong token', () => {
    for (const cookie of BAD_COOKIES) {
      const verdict = access.upgrade(request('127.0.0.1:4242', 'http://127.0.0.1:4242', cookie));
      expect(verdict).toMatchObject({ ok: false, status: 401 });
    }
  });
});
