// Sharing on a real interface whose address changes, as with DHCP, in a network namespace of the test's own.
import { execFileSync } from 'node:child_process';
import { afterEach, expect } from 'vitest';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';

afterEach(endDecks);

const SETUP =
  'ip link set lo up && ip link add wlan0 type veth peer name air0 && ip addr add 10.9.0.1/24 dev wlan0 && ' +
  'ip link set wlan0 up && ip link set air0 up && exec "$@"';

itAsRoot('follows a new address with the same tokens, and prints the new links', async () => {
  const deck = await startDeck(['--port', '4995', '--network', 'none', '--share'], {
    command: ['unshare', '--net', '--', 'sh', '-c', SETUP, 'sh', process.execPath, 'start.mjs'],
  });
  const first = linkOf(await deck.line(/^viewer http:\/\/10\.9\.0\.1:4995\//));
  expect(status(deck, first)).toBe('200');
  ip(deck, 'addr', 'del', '10.9.0.1/24', 'dev', 'wlan0');
  await deck.line(/^no longer shared: 10\.9\.0\.1 /);
  await deck.line(/^not shared: this machine has no private IPv4 address now/);
  ip(deck, 'addr', 'add', '10.9.7.7/16', 'dev', 'wlan0');
  const second = linkOf(await deck.line(/^viewer http:\/\/10\.9\.7\.7:4995\//));
  await deck.line(/^remote http:\/\/10\.9\.7\.7:4995\/remote\?token=/);
  expect(status(deck, second)).toBe('200');
  expect(new URL(second).searchParams.get('token')).toBe(new URL(first).searchParams.get('token'));
  // The old address, the speaker's token and another Host are refused.
  expect(status(deck, `http://10.9.7.7:4995/?token=${deck.token}`)).toBe('403');
  expect(status(deck, second, '-H', 'Host: 10.9.0.1:4995')).toBe('403');
  expect(await deck.end()).toBe(0);
});

const linkOf = (line: string) => line.slice('viewer '.length);

function inside(deck: Deck, ...words: string[]): string {
  return execFileSync('nsenter', ['-t', String(deck.process.pid), '-n', ...words], {
    timeout: 10_000,
  }).toString();
}
function ip(deck: Deck, ...words: string[]): void {
  inside(deck, 'ip', ...words);
}
function status(deck: Deck, address: string, ...more: string[]): string {
  return inside(deck, 'curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', ...more, address);
}
