// What goes wrong on the stage: said at the start, and on stage unmet in bounded time with its true reason.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect } from 'vitest';
import { sample } from '../support/breadth.ts';
import { type Deck, endDecks, ROOT, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { type LaptopOptions, StageLaptop } from '../support/stage-laptop.ts';
import { StepPeer } from '../support/step-peer.ts';

const ARGS = ['--port', '4270', '--network', 'stage', '--talk', join(ROOT, 'tests/support/staged')];

let laptop: StageLaptop | undefined;
afterEach(async () => {
  await endDecks();
  laptop?.dispose();
  laptop = undefined;
});

/** Opens the small talk; `before` changes what it finds. */
async function open(options: LaptopOptions, before = (_: StageLaptop) => {}): Promise<Deck> {
  laptop = await StageLaptop.open(options);
  before(laptop);
  const deck = await startDeck(ARGS, { command: laptop.deck(ROOT) });
  await laptop.reach(deck);
  return deck;
}

type Case = {
  name: string;
  options?: LaptopOptions;
  /** Before the deck starts. */
  before?: (laptop: StageLaptop) => void;
  /** Lines at the start. */
  lines?: RegExp[];
  /** Steps to give, and what must become of each; `why` must match. */
  steps?: [id: string, state: string, why?: RegExp][];
  /** Just before this step is given. */
  at?: [id: string, change: (laptop: StageLaptop) => void];
  /** What becomes of a step that was held, by itself. */
  later?: [id: string, state: string];
  /** What the rail shows for the ping. */
  rail?: string;
  /** Longest time for the last step, in ms. */
  withinMs?: number;
};

const stopSshd = (laptop: StageLaptop) => laptop.inPeer('sh', '-c', 'kill $(pgrep -o sshd)');
const rings: [string, string] = ['run', 'met'];

const CASES: Case[] = [
  {
    name: 'an address from DHCP is the one that is pinged',
    options: { addresses: ['10.0.0.83/24'] },
    lines: [
      /^stage: address 10\.0\.0\.83, eno1's own, not the talk's 10\.0\.0\.70$/,
      /^stage: peer proxmox lets you in without a question, and reaches 10\.0\.0\.83$/,
    ],
    steps: [rings, ['ssh', 'met'], ['ping', 'met']],
    rail: 'ping -c 3 10.0.0.83',
  },
  {
    name: 'an address that never answers: unmet at its time, and the next step goes on',
    before: (laptop) =>
      laptop.inLaptop('ip', 'neigh', 'add', '10.0.0.9', 'lladdr', '02:00:00:00:00:09', 'dev', 'eno1'),
    steps: [['silent', 'unmet', /it has not ended within 1\.5 s/], rings],
    withinMs: 10_000,
  },
  {
    name: 'ping is answered and nothing rings',
    steps: [
      ['ssh', 'met'],
      ['ping', 'unmet', /^laptop did not show \/Someone is pinging us!\/$/],
    ],
    withinMs: 8000,
  },
  {
    name: 'pings are dropped: it rings, and ping gets no answer',
    before: (laptop) => laptop.inLaptop('sysctl', '-qw', 'net.ipv4.icmp_echo_ignore_all=1'),
    lines: [/^stage: peer proxmox lets you in, but its ping to 10\.0\.0\.70 gets no answer; fix: .*firewall/],
    steps: [
      rings,
      ['ssh', 'met'],
      ['ping', 'unmet', /3 packets transmitted, 0 received.*; laptop showed \/Someone is pinging us!\/$/],
    ],
    withinMs: 18_000,
  },
  {
    name: 'the peer is lost in the middle',
    steps: [rings, ['ssh', 'met'], ['ping', 'unmet', /did not come within 20 s; .*laptop showed/]],
    at: ['ping', (laptop) => setTimeout(() => laptop.inPeer('ip', 'link', 'set', 'eth0', 'down'), 1500)],
    withinMs: 24_000,
  },
  {
    name: 'answers stop in the middle: the summary ends the step',
    steps: [rings, ['ssh', 'met'], ['ping', 'unmet', /3 packets transmitted, [12] received/]],
    at: [
      'ping',
      (laptop) => setTimeout(() => laptop.inLaptop('sysctl', '-qw', 'net.ipv4.icmp_echo_ignore_all=1'), 1200),
    ],
    withinMs: 16_000,
  },
  {
    name: 'no such interface',
    options: { iface: 'wlan0', addresses: ['10.0.0.9/24'] },
    lines: [
      /^stage: there is no interface eno1; there are lo, wlan0; fix: "iface": "wlan0" in .*talk\.local\.json$/,
    ],
    steps: [['run', 'unmet', /no interface "eno1"; there are lo, wlan0/]],
    withinMs: 8000,
  },
  {
    name: 'IPv6 only',
    options: { addresses: ['2001:db8::7/64'] },
    lines: [
      /^stage: eno1 has only IPv6 \(2001:db8::7\); commands say 10\.0\.0\.70, an IPv4 address; fix: /,
      /^stage: peer proxmox can’t be reached from here; fix: /,
    ],
    steps: [
      ['ssh', 'unmet', /Network is unreachable/],
      ['ping', 'waiting', /^ssh is unmet: .*Network is unreachable/],
    ],
    withinMs: 8000,
  },
  {
    name: 'several addresses',
    options: { addresses: ['192.0.2.4/24', '10.0.0.83/24'] },
    lines: [/^stage: address 192\.0\.2\.4, one of eno1's: 192\.0\.2\.4, 10\.0\.0\.83; for another one: /],
  },
  {
    name: 'no key of the speaker’s',
    before: (laptop) => writeFileSync(laptop.ssh('id_ed25519'), 'no key\n'),
    lines: [
      /^stage: peer proxmox takes no key of yours, so it would ask for a password; fix: ssh-copy-id proxmox$/,
    ],
    steps: [
      ['ssh', 'unmet', /^it asks: root@proxmox's password:$/],
      ['ping', 'waiting', /^ssh is unmet: it asks/],
    ],
    withinMs: 8000,
  },
  {
    name: 'a host key that is not known',
    before: (laptop) => writeFileSync(laptop.ssh('known_hosts'), ''),
    lines: [/^stage: peer proxmox has a host key that this machine does not know; fix: /],
    steps: [['ssh', 'unmet', /^it asks: Are you sure you want to continue connecting/]],
    withinMs: 8000,
  },
  {
    name: 'a host key that has changed',
    before: (laptop) => laptop.changeHostKey(),
    lines: [/^stage: peer proxmox has another host key than before; fix: /],
    steps: [['ssh', 'unmet', /status 255.*; it printed: Host key verification failed\.$/]],
    withinMs: 8000,
  },
  {
    name: 'no ssh server',
    before: stopSshd,
    lines: [/^stage: peer proxmox is there, but has no ssh server on that port; fix: /],
    steps: [['ssh', 'unmet', /Connection refused/]],
    withinMs: 8000,
  },
  {
    name: 'the peer is down',
    before: (laptop) => {
      laptop.inPeer('ip', 'link', 'set', 'eth0', 'down');
      laptop.inLaptop('ip', 'neigh', 'replace', '10.0.0.1', 'lladdr', '02:00:00:00:00:09', 'dev', 'eno1');
    },
    lines: [/^stage: (interface eno1 is down|peer proxmox (does not answer within 5 s|can’t be reached))/],
    steps: [['ssh', 'unmet', /did not come within 6 s; it printed nothing|No route to host/]],
    withinMs: 10_000,
  },
  {
    name: 'the peer takes the connection and says nothing',
    before: (laptop) => {
      stopSshd(laptop);
      laptop.serve('python3', '-c', 'import socket,time; s=socket.create_server(("",22)); time.sleep(1e6)');
    },
    lines: [/^stage: peer proxmox takes the connection, and then says nothing; fix: /],
    steps: [
      ['ssh', 'unmet', /did not come within 6 s; it printed nothing/],
      ['ping', 'waiting', /^ssh is unmet: /],
    ],
    withinMs: 10_000,
  },
  {
    name: 'a round trip of 2 s, and every tenth packet lost each way',
    options: { link: { ms: 1000, loss: 0.1 } },
    // What is lost decides how far ssh comes.
    lines: [/^stage: peer proxmox (?!lets you in without a question, and)/],
    steps: [
      rings,
      ['ssh', 'unmet', /did not come within 6 s|it printed: ssh: /],
      ['ping', 'waiting', /^ssh is unmet: /],
    ],
    withinMs: 2000,
  },
  {
    name: 'a round trip of 2 s: what is held begins by itself when the far prompt comes, and is met',
    options: { link: { ms: 1000, loss: 0 } },
    steps: [rings, ['ssh', 'unmet', /did not come within 6 s/], ['ping', 'waiting', /^ssh is unmet: /]],
    later: ['ping', 'met'],
  },
  {
    name: 'the machine’s own name is not in /etc/hosts',
    options: { ownName: false },
    lines: [/^stage: this machine's own name, stage-laptop, .*; fix: echo "127\.0\.1\.1 stage-laptop"/],
  },
];

describe('on the stage', () => {
  for (const { name, options = {}, before, lines = [], steps = [], at, later, rail, withinMs } of sample(
    CASES,
    1,
  ))
    itAsRoot(
      name,
      async () => {
        const deck = await open(options, before);
        for (const line of lines) await deck.line(line);
        if (steps.length === 0) return;
        await deck.line(/^live ping$/);
        const peer = await StepPeer.open(deck);
        let took = 0;
        for (const [id, state, why] of steps) {
          if (at?.[0] === id) at[1](laptop!);
          const began = performance.now();
          const view = await peer.give(`ping.${id}`);
          took = performance.now() - began;
          expect(view, id).toMatchObject({ state });
          if (why) expect(view.why ?? view.held?.why, id).toMatch(why);
        }
        expect(peer.view('ping.ping').command).toBe(rail);
        if (later) {
          const [id, state] = later;
          await expect.poll(() => peer.view(`ping.${id}`).state, { timeout: 60_000 }).toMatch(/met|skipped/);
          expect(peer.view(`ping.${id}`)).toMatchObject({ state });
        }
        if (withinMs) expect(took).toBeLessThan(withinMs);
        peer.dispose();
      },
      120_000,
    );
});
