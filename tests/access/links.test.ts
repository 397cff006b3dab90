// Links to the deck on pages of another site: with a token they open, in real windows of both browsers.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../protocol/role.ts';
import { get as ask } from '../support/ask.ts';
import { ALL, sample } from '../support/breadth.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { Display } from '../support/display.ts';
import { type BrowserName, openWindow, type RealWindow } from '../support/real-window.ts';
import { type Tokens, tokensOf } from '../support/tokens.ts';
import { until } from '../support/until.ts';

const LOOPBACK = '127.0.0.1';
const SHARED = '127.0.0.2';

let deck: Deck;
let tokens: Tokens;
let site: Server;
let display: Display;
let window: RealWindow | undefined;

beforeAll(async () => {
  deck = await startDeck(['--port', '4935', '--network', 'none', '--share', SHARED]);
  await deck.line(/^remote /);
  tokens = tokensOf(deck);
  // Another registrable site than 127.0.0.1: localhost. Its whole page is the link, or the frame.
  site = createServer((request, response) => {
    const asked = new URL(request.url!, 'http://localhost').searchParams;
    const to = (asked.get('to') ?? '').replaceAll('&', '&amp;');
    const fill = 'style="position: fixed; inset: 0; width: 100%; height: 100%"';
    response.writeHead(200, { 'content-type': 'text/html' });
    const body = asked.has('frame')
      ? `<iframe ${fill} src="${to}" onload="document.title = 'loaded'"></iframe>`
      : `<a ${fill} href="${to}">a link in a chat</a>`;
    response.end(`<!doctype html><title>another site</title>${body}`);
  });
  await new Promise<void>((resolve) => site.listen(0, LOOPBACK, resolve));
  display = await Display.start('openbox');
});
afterEach(async () => {
  await window?.dispose();
  window = undefined;
});
afterAll(async () => {
  display.dispose();
  site.close();
  site.closeAllConnections();
  await endDecks();
});

const open = async (browser: BrowserName, preferences?: Record<string, boolean>) => {
  window = await openWindow(browser, display, '', preferences);
  return window;
};

/** A page of the other site that leads to this address of the deck. */
const other = (to: string, as = 'link') =>
  `http://localhost:${(site.address() as AddressInfo).port}/?${as}&to=${encodeURIComponent(to)}`;

/** Clicks the middle of the window with the mouse. */
const click = () => display.xdotool('mousemove', '640', '500', 'click', '1');

/** Waits until an expression in the window's page is true. */
const shows = (expression: string) => {
  let seen = '';
  const look = async () => {
    // A page that is being left answers nothing.
    seen = await window!.evaluate<string>('location.href + document.body.innerText').catch(() => seen);
    return window!.evaluate<boolean>(`Boolean(${expression})`).catch(() => false);
  };
  return until(look, () => `${window!.browser}: not ${expression}; the page: ${seen.slice(0, 300)}`, {
    withinMs: 15_000,
  });
};

/** Clicks a link to this address on the other site, until the browser has left that. */
const follow = async (to: string) => {
  await window!.goto(other(to));
  const left = async () => {
    await click();
    return !(await window!.evaluate<string>('location.hostname').catch(() => 'localhost')).includes(
      'localhost',
    );
  };
  await until(left, () => `${window!.browser}: the click does nothing`, { withinMs: 15_000, everyMs: 300 });
};

const OPENED: Record<Role, string> = {
  speaker: 'window.deck?.isReady() && document.documentElement.dataset.role !== "viewer"',
  viewer: 'window.deck?.isReady() && document.documentElement.dataset.role === "viewer"',
  remote: 'document.querySelector("#next:enabled")',
};

/** A frame, or a link without a token, gets nothing, and no deck runs in it. */
async function refused(home: string): Promise<void> {
  for (const to of [home, `${home}?token=${tokens.viewer}`, home]) {
    await window!.goto(other(to, 'frame'));
    await shows('document.title === "loaded"');
  }
  await follow(home);
  await shows('document.body.innerText.startsWith("Refused: no token")');
  // A deck in a frame would have connected by now.
  const { body } = await ask({ address: LOOPBACK, port: deck.port, path: '/healthz' });
  expect(JSON.parse(body)).toMatchObject({ peers: 0 });
}

/** With its token each role's link opens, and Back leads to the other site. */
async function opened(home: string, roles: readonly Role[]): Promise<void> {
  for (const role of roles) {
    await follow(`${home}?token=${tokens[role]}`);
    await shows(OPENED[role]);
    expect(await window!.evaluate('location.href')).not.toContain('token');
    // The speaker's window would ask first.
    if (role === 'speaker') continue;
    await window!.evaluate('(setTimeout(() => history.back()), 0)');
    await shows('location.hostname === "localhost"');
  }
}

it.each(sample(['chromium', 'firefox'] as const, 1))(
  'a link on another site, clicked in %s, opens with a token in each role; without one, or in a frame, it is refused',
  async (browser) => {
    await open(browser);
    const homes = [LOOPBACK, SHARED].map((address) => `http://${address}:${deck.port}/`);
    for (const home of homes) await refused(home);
    for (const home of homes) {
      await opened(home, home.includes(LOOPBACK) ? ['viewer', 'remote', 'speaker'] : ['viewer', 'remote']);
      // The cookies are there now, but are not for what other sites begin.
      await follow(home);
      await shows('document.body.innerText.startsWith("Refused: no token")');
    }
  },
);

if (ALL)
  it('is one click more where the browser refreshes no page by itself', async () => {
    await open('firefox', { 'accessibility.blockautorefresh': true });
    await follow(`http://${SHARED}:${deck.port}/?token=${tokens.viewer}`);
    await shows('document.querySelector("a")?.textContent === "Open the deck"');
    await window!.evaluate('document.querySelector("a").click(), 0');
    await shows(OPENED.viewer);
    expect(await window!.evaluate('location.href')).not.toContain('token');
  });

describe('a token’s address', () => {
  it('answers a token’s address with a page that can do nothing but lead to the deck on this host', async () => {
    const at = { address: LOOPBACK, port: deck.port };
    const target = async (path: string) => {
      const { status, headers, body } = await ask({ ...at, path });
      expect([path, status, headers['cache-control']]).toEqual([path, 200, 'no-store']);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
      const [, refresh] = /content="0; url=([^"]*)"/.exec(body)!;
      expect(body).toContain(`<a href="${refresh}">Open the deck</a>`);
      expect(body).not.toMatch(/<script|style|src=/);
      return refresh!.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    };
    const token = `token=${deck.token}`;
    expect(await target(`/speaker?${token}`)).toBe('/speaker');
    expect(await target(`/speaker?a=1&${token}&b=2`)).toBe('/speaker?a=1&b=2');
    expect(await target(`/?${token}&${token}`)).toBe('/');
    for (const path of ['/.//evil.example/', '/..//evil.example', '/\\evil.example/x', '/%2f/evil.example']) {
      const url = new URL(await target(`${path}?${token}`), `http://127.0.0.1:${deck.port}`);
      expect([path, url.host]).toEqual([path, `127.0.0.1:${deck.port}`]);
    }
    for (const text of ['"><script>', '<', "';url=http://evil.example'", '&quot;', '%22%3e', '"']) {
      const to = new URL(await target(`/${text}?q=${text}&${token}`), `http://127.0.0.1:${deck.port}`);
      const given = new URL(`/${text}?q=${text}`, `http://127.0.0.1:${deck.port}`);
      expect(to.pathname).toBe(given.pathname);
      expect(to.searchParams.get('q')).toBe(given.searchParams.get('q'));
    }
  });
});
