// Output faster than its pages: every byte counts, all pages end the same, one that hangs delays no other.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { SocketPeer } from '../support/socket-peer.ts';

/** 20 MB in rows of 80 characters, each with its number and a colour. */
const ROWS = 250_000;

let folder: string;
let file: string;
let size: number;
let deck: Deck;
const peers: SocketPeer[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deck-flood-'));
  file = join(folder, 'rows');
  const row = (i: number) =>
    `\x1b[3${i % 8}m${String(i).padStart(9)}\x1b[0m ${'abcdefgh '.repeat(6)}`.slice(0, 79);
  const text = Array.from({ length: ROWS }, (_, i) => `${row(i + 1)}\n`).join('');
  writeFileSync(file, text);
  writeFileSync(join(folder, 'none'), '');
  size = Buffer.byteLength(text);
  deck = await startDeck(['--port', '4250', '--talk', 'tests/support/plain']);
  await deck.line(/^live plain$/);
});
afterEach(() => {
  for (const peer of peers.splice(0)) peer.dispose();
});
afterAll(async () => {
  await endDecks();
  rmSync(folder, { recursive: true, force: true });
});

const open = async () => {
  const peer = new SocketPeer(deck);
  peers.push(peer);
  await peer.connect();
  return peer;
};
const numbers = (peer: SocketPeer) => [...peer.text().matchAll(/^ *(\d+) abc/gm)].map(([, n]) => Number(n));
const lastRows = (kept: number) => Array.from({ length: kept }, (_, i) => ROWS - kept + 1 + i);

it('counts every byte, shows the last 1,000 rows cell for cell, and skips what is too fast to read', async () => {
  const peer = await open();
  /** Waits for the words and the prompt after them: a prompt may come in two reads, so until nothing comes for a while. */
  const prompt = async (words: string) => {
    await peer.shows(new RegExp(`${words}\\n?\\$\\s*$`));
    for (let offset = -1; offset !== peer.offset; ) {
      offset = peer.offset;
      // Only silence shows the end.
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await peer.whole();
  };
  peer.input('clear; printf "\\e[3J"; stty -echo; echo on your marks\r');
  await prompt('on your marks');
  // The same command without output gives the size of prompt, marks and words; each run has an end mark of its own.
  const run = async (path: string, word: string) => {
    const before = peer.offset;
    peer.input(`cat ${path}; printf 'at the %s' ${word}\r`);
    await prompt(`at the ${word}`);
    return peer.offset - before;
  };
  const words = await run(join(folder, 'none'), 'top');
  const received = peer.bytes;
  // CR before each LF: termios ONLCR.
  expect(await run(file, 'end')).toBe(words + size + ROWS);
  expect(numbers(peer).slice(-1000)).toEqual(lastRows(1000));
  expect(Buffer.compare(peer.capture(), await peer.fresh())).toBe(0);
  // Most of it was never sent to the page.
  expect(peer.bytes - received).toBeLessThan(size / 2);
});

it('a page that hangs gets no more than its window, delays no other, and is right again when it goes on', async () => {
  const [peer, hanging] = [await open(), await open()];
  peer.input('stty echo\r');
  hanging.freeze();
  const received = hanging.bytes;
  peer.input(`clear; cat ${file}; printf 'once %s' more\r`);
  await peer.shows(/once more/);
  await peer.whole();
  expect(numbers(peer).slice(-900)).toEqual(lastRows(900));
  expect(hanging.bytes - received).toBeLessThan(1024 * 1024);
  peer.input('echo the others go on\r');
  await peer.shows(/^the others go on$/m);
  hanging.thaw();
  await hanging.shows(/^the others go on$/m);
  await hanging.whole();
  expect(Buffer.compare(hanging.capture(), peer.capture())).toBe(0);
});

it('20 pages of one flooding session all show the same end', async () => {
  const all: SocketPeer[] = [];
  for (let i = 0; i < 20; i++) all.push(await open());
  all[0]!.input(`clear; cat ${file}; printf 'seen by %s' all\r`);
  await Promise.all(all.map((peer) => peer.shows(/seen by all/)));
  await Promise.all(all.map((peer) => peer.whole()));
  const screen = await all[0]!.fresh();
  for (const peer of all) expect(Buffer.compare(peer.capture(), screen)).toBe(0);
});

it('Ctrl-C ends a flood, and no key typed during it is lost', async () => {
  const peer = await open();
  const beside = new SocketPeer(deck, { demo: 'plain', pane: 'two' }, { cols: 100, rows: 8 });
  peers.push(beside);
  await beside.connect();
  await beside.shows(/\$/);
  peer.input('clear; yes\r');
  await peer.shows(/^y\ny\n/m);
  const keys = Array.from({ length: 300 }, (_, i) => String.fromCharCode(97 + (i % 26)));
  beside.input('clear; k=');
  for (const key of keys) {
    beside.input(key);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  beside.input('; echo $((1 + 2))$k$((3 + 4))\r');
  const text = await beside.shows(/3[a-z\n]+7/);
  expect(text.replaceAll('\n', '')).toBe(`3${keys.join('')}7`);
  peer.input('\x03');
  await peer.shows(/\^C\n\$ *\n*$/);
});
