// A page can't reach a file that no demo declares, by any name or through a link. Over real sockets.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Deck } from '../support/deck.ts';
import { DRIFTED, endEdited, PATH, reset, startEdited, WORKSPACE } from '../support/edited.ts';
import { FilePage } from '../support/file-page.ts';
import { RoleSocket } from '../support/tokens.ts';

const SECRET = 'a secret of the speaker’s';
let deck: Deck;
let outside: string;
let received = '';

beforeAll(async () => {
  deck = await startEdited();
  await reset(deck);
  outside = mkdtempSync(join(tmpdir(), 'deck-outside-'));
  writeFileSync(join(outside, 'main.rs'), SECRET);
  writeFileSync(join(WORKSPACE, 'undeclared.rs'), SECRET);
});
afterAll(async () => {
  await endEdited();
  rmSync(outside, { recursive: true, force: true });
});

/** Opens, edits and catches up; keeps all that the server sends. */
async function tryOut(demo: unknown, file: unknown): Promise<string[]> {
  const socket = new RoleSocket(deck, 'speaker');
  socket.socket.on('message', (data) => {
    received += data.toString();
  });
  await socket.receives('welcome');
  socket.send({ t: 'open', demo, file });
  socket.send({ t: 'edit', demo, file, page: 'p', from: 0, changes: [[0, [0, 'written']]] });
  socket.send({ t: 'rescue', demo, file, act: 'catch-up' });
  await socket.settled();
  socket.dispose();
  return socket.messages.flatMap((message) => (message.t === 'error' ? [message.why] : []));
}

it.each([
  ['edited', '../../../package'],
  ['edited', '/etc/passwd'],
  ['edited', 'src/main.rs'],
  ['edited', 'undeclared'],
  ['edited', '..'],
  ['edited', 'main\0'],
  ['edited', ['main']],
  ['edited', ''],
  ['plain', 'main'],
  ['drifted', 'other'],
  ['../edited', 'main'],
  ['__proto__', 'main'],
  ['constructor', 'main'],
])('is neither read nor written: %j, %j', async (demo, file) => {
  const before = list(WORKSPACE);
  const errors = await tryOut(demo, file);
  expect(errors).toHaveLength(3);
  expect(list(WORKSPACE)).toEqual(before);
  expect(received).not.toContain(SECRET);
  expect(received).not.toContain('root:');
  expect(received).not.toMatch(/"t":"(document|updates)"/);
});

// Each puts a link in the place of a declared file, or of a folder on its path.
it.each(['src/main.rs', 'src', '.'])('can’t be reached by a link at %s', async (name) => {
  await reset(deck);
  const depth = ['src/main.rs', 'src', '.'].indexOf(name);
  const inside = join(outside, ['', '', 'src'][depth]!);
  mkdirSync(inside, { recursive: true });
  const secret = join(inside, 'main.rs');
  writeFileSync(secret, SECRET);
  const link = join(WORKSPACE, name);
  rmSync(link, { recursive: true });
  symlinkSync(depth === 0 ? secret : outside, link);
  try {
    const errors = await tryOut('edited', 'main');
    expect(errors.join()).toMatch(/is a link|no plain file|leaves its folder/);
    // Neither at once nor later, when the server looks again.
    await lookedAgain();
    expect(readFileSync(secret, 'utf8')).toBe(SECRET);
    expect(readdirSync(inside)).toEqual(['main.rs']);
    expect(received).not.toContain(SECRET);
  } finally {
    rmSync(link, { force: true, recursive: true });
    if (depth === 2) mkdirSync(WORKSPACE);
  }
});

it('can’t be reached by a link that is put there while the file is open', async () => {
  await reset(deck);
  const page = new FilePage(deck, 'edited', 'main');
  await page.open();
  page.type(0, 'x');
  rmSync(PATH);
  symlinkSync(join(outside, 'main.rs'), PATH);
  await page.until(() => page.errors.some((why) => why.includes('no plain file')), 'a refusal');
  page.type(0, 'y');
  await page.peer.settled();
  await lookedAgain();
  expect(readFileSync(join(outside, 'main.rs'), 'utf8')).toBe(SECRET);
  expect(page.text!.toString()).not.toContain(SECRET);
  page.dispose();
});

/** Waits until the server has looked at its open files at least twice: it has noticed two changes of another file. */
async function lookedAgain(): Promise<void> {
  const page = new FilePage(deck, 'drifted', 'main');
  await page.open();
  const path = join(DRIFTED, 'src/main.rs');
  mkdirSync(dirname(path), { recursive: true });
  for (const text of ['once', 'twice', 'again']) {
    writeFileSync(path, text);
    await page.until(() => page.text?.toString() === text, `the text ${text}`);
  }
  page.dispose();
}

/** All files below a folder with their texts. */
function list(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}: ${readFileSync(join(parentPath, name), 'utf8')}`)
    .sort();
}
