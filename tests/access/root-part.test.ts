// The deck's part that runs as root takes orders only from its pipe: none of its sockets can be reached.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterAll, expect } from 'vitest';
import { endDecks, live, startDeck } from '../support/deck.ts';
import { commandOf, descendants } from '../support/proc.ts';
import { itAsRoot } from '../support/root.ts';

afterAll(endDecks);

itAsRoot('the root part listens nowhere and has no socket with a name', async () => {
  const deck = await startDeck(['--port', '5220']);
  await live(deck);
  const parts = descendants(deck.process.pid!).filter(isRootPart);
  expect(parts.length).toBeGreaterThan(0);
  for (const pid of parts) {
    const sockets = socketsOf(pid);
    // Its pipes are socket pairs, so the check has something to look at.
    expect(sockets.length).toBeGreaterThan(0);
    expect(namedSockets(pid, sockets)).toEqual([]);
    expect(fifosOf(pid)).toEqual([]);
  }
});

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isRootPart(pid: number): boolean {
  return commandOf(pid).some((word) => word.endsWith('server/lab/main.ts'));
}

function linksOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

function socketsOf(pid: number): string[] {
  return linksOf(pid).flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

/** Pipes with a name in the file system: other processes could open them and send orders. */
function fifosOf(pid: number): string[] {
  return linksOf(pid).filter((link) => /fifo/i.test(link) && link.startsWith('/'));
}

/** Its sockets that other processes could reach: all TCP and UDP ones, and Unix ones that listen or have a path. */
function namedSockets(pid: number, inodes: readonly string[]): string[] {
  const internet = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'].flatMap((kind) =>
    read(`/proc/${pid}/net/${kind}`)
      .split('\n')
      .slice(1)
      .map((row) => row.trim().split(/\s+/))
      .filter((row) => inodes.includes(row[9] ?? ''))
      .map((row) => `${kind} ${row[1]}`),
  );
  // unix(7): Flags 00010000 is a listening socket; the path is the eighth column.
  const unix = read(`/proc/${pid}/net/unix`)
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/))
    .filter((row) => inodes.includes(row[6] ?? '') && (row[3] === '00010000' || row[7] !== undefined))
    .map((row) => `unix ${row[7] ?? 'listening'}`);
  return [...internet, ...unix];
}
