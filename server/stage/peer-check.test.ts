// Each way in which ssh can fail is told in other words, from what OpenSSH prints.
import { expect, it } from 'vitest';
import { refusal } from './peer-check.ts';

const SAID: [stderr: string, says: RegExp][] = [
  [
    'me@10.0.0.1: Permission denied (publickey,password).',
    /takes no key of yours, so it would ask for a password$/,
  ],
  [
    'No ED25519 host key is known for proxmox and you have requested strict checking.\nHost key verification failed.',
    /host key that this machine does not know/,
  ],
  [
    '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n…\nHost key verification failed.',
    /another host key than before/,
  ],
  ['ssh: connect to host proxmox port 22: Connection timed out', /does not answer within 5 s/],
  ['Connection timed out during banner exchange\nConnection to 10.0.0.1 port 22 timed out', /says nothing/],
  ['ssh: connect to host proxmox port 22: Connection refused', /has no ssh server/],
  ['ssh: connect to host proxmox port 22: No route to host', /can’t be reached/],
  ['ssh: connect to host proxmox port 22: Network is unreachable', /can’t be reached/],
  ['ssh: Could not resolve hostname proxmox: Name or service not known', /a name that nobody knows/],
  ['kex_exchange_identification: read: Connection reset by peer', /kex_exchange_identification: read/],
  ['', /ssh printed nothing/],
];

it.each(SAID)('%s', (stderr, says) => {
  const line = refusal('proxmox', stderr, '');
  expect(line.says).toMatch(says);
  expect(line.fix).toBeTruthy();
});

it('uses words of its own for each', () => {
  const texts = SAID.map(([stderr]) => refusal('proxmox', stderr, '').says);
  expect(new Set(texts).size).toBe(texts.length - 1);
});

it('says that panes have no agent when there is one', () => {
  expect(refusal('proxmox', 'Permission denied (publickey).', '/run/agent').says).toMatch(
    /panes have no agent/,
  );
});
