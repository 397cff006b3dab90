// Only the speaker gets the notes: no file that a viewer or a remote can fetch contains them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTalk } from '../../talk/place.ts';
import { type Answer, get } from '../support/ask.ts';
import { type Deck, endDecks, ROOT, startDeck } from '../support/deck.ts';
import { cookieOf, tokensOf } from '../support/tokens.ts';

const DIST = findTalk(ROOT, undefined, ROOT).pages;
const SHARED = '127.0.0.3';

let deck: Deck;
let files: string[];
beforeAll(async () => {
  deck = await startDeck(['--port', '4930', '--network', 'none', '--share', SHARED]);
  await deck.line(/^remote /);
  files = readdirSync(DIST, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(DIST.length));
});
afterAll(endDecks);

const fetchAs = (
  role: 'speaker' | 'viewer' | 'remote',
  path: string,
  address = '127.0.0.1',
): Promise<Answer> =>
  get({ address, port: deck.port, path, cookie: cookieOf(role, deck.port, tokensOf(deck)[role]) });

/** Files of the build that contain a sentence of the notes, taken from a slide's source. */
function filesWithNotes(): string[] {
  const source = readFileSync(join(ROOT, 'slides/02-what-is-ebpf.md'), 'utf8');
  const notes = source.slice(source.indexOf('\nNote:') + 6).split('\n---')[0]!;
  // Plain words only, which HTML doesn't change.
  const words = notes.match(/[A-Za-z ,]{25,}/)![0].trim();
  return files.filter((file) => readFileSync(join(DIST, file), 'utf8').includes(words));
}

it('serves files with notes to the speaker, and none to a viewer or a remote', async () => {
  const secret = filesWithNotes();
  // The sentence is really in the build.
  expect(secret.length).toBeGreaterThan(0);
  const got: Record<string, string[]> = { viewer: [], remote: [] };
  for (const file of files) {
    const ours = (await fetchAs('speaker', file)).status;
    if (!file.startsWith('/.vite/')) expect([file, ours]).toEqual([file, 200]);
    for (const role of ['viewer', 'remote'] as const) {
      const { status } = await fetchAs(role, file, SHARED);
      if (status === 200) got[role]!.push(file);
      else
        expect([file, role, status]).toEqual([file, role, expect.toSatisfy((s) => s === 403 || s === 303)]);
    }
  }
  for (const list of Object.values(got)) for (const file of secret) expect(list).not.toContain(file);
  const pages = (list: string[] = []) => list.filter((file) => file.endsWith('.html'));
  expect([pages(got.viewer), pages(got.remote)]).toEqual([['/index.html'], ['/remote.html']]);
  expect(got.viewer!.filter((file) => file.startsWith('/casts/')).length).toBeGreaterThan(4);
  // The remote is only three buttons: it gets no slide, no terminal and no recording.
  const scripts = got.remote!.filter((file) => file.endsWith('.js'));
  const bytes = scripts.reduce((sum, file) => sum + readFileSync(join(DIST, file)).length, 0);
  expect(bytes).toBeLessThan(40_000);
  expect(got.remote!.filter((file) => file.startsWith('/casts/'))).toEqual([]);
});

it('serves only the role’s own pages, whatever the spelling of the path', async () => {
  const secret = filesWithNotes()[0]!;
  const name = secret.slice(secret.lastIndexOf('/') + 1);
  const spellings = [
    '/speaker',
    '/speaker/',
    '/speaker.html',
    '/speaker.html?x=1',
    '/%73peaker.html',
    '/SPEAKER.html',
    '/./speaker.html',
    '/casts/../speaker.html',
    '/casts/..%2fspeaker.html',
    '/casts/%2e%2e/speaker.html',
    '/casts/%2e%2e%2fspeaker.html',
    '/casts/..%5cspeaker.html',
    '/assets/%2e./speaker.html',
    '/index.html/../speaker.html',
    '/print',
    '/print.html',
    '/print.html?notes',
    '/cheat.html',
    '/cheat',
    '/.vite/manifest.json',
    `/assets/${name}`,
    `/casts/..%2fassets%2f${name}`,
    `/casts/../assets/${name}`,
    '/package.json',
    '/slides/02-what-is-ebpf.md',
    '/talk.local.json',
  ];
  for (const role of ['viewer', 'remote'] as const) {
    for (const address of ['127.0.0.1', SHARED]) {
      for (const path of spellings) {
        const { status, body } = await fetchAs(role, path, address);
        expect([role, path, status, body]).toEqual([
          role,
          path,
          403,
          `Refused: that is not for a ${role}.\n`,
        ]);
      }
    }
  }
  expect((await fetchAs('viewer', '/remote')).status).toBe(403);
  expect((await fetchAs('remote', '/')).headers.location).toBe('/remote');
  expect((await fetchAs('viewer', '/')).status).toBe(200);
  expect((await fetchAs('remote', '/remote')).status).toBe(200);
  expect((await fetchAs('speaker', '/remote')).status).toBe(200);
  expect((await fetchAs('speaker', '/speaker')).status).toBe(200);
});

it('does not share npm run dev, and lets only the speaker in', async () => {
  const failed = await startDeck(['--port', '4931', '--share'], {
    command: [process.execPath, 'start.mjs', 'dev'],
  }).catch((error: Error) => error.message);
  expect(failed).toMatch(/--share is for npm start: npm run dev serves the notes/);
  const dev = await startDeck(['--port', '4932', '--network', 'none'], {
    command: [process.execPath, 'start.mjs', 'dev'],
  });
  const { speaker, viewer, remote } = tokensOf(dev);
  const at = { address: '127.0.0.1', port: dev.port };
  expect((await get({ ...at, cookie: cookieOf('speaker', dev.port, speaker) })).status).toBe(200);
  for (const [role, token] of [
    ['viewer', viewer],
    ['remote', remote],
  ] as const) {
    for (const path of ['/', '/@id/virtual:notes', '/slides/02-what-is-ebpf.md', '/speaker.html']) {
      expect((await get({ ...at, path, cookie: cookieOf(role, dev.port, token) })).status).toBe(403);
    }
  }
});
