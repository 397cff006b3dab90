// What a talk's commands get on the stage, for each state of the interface, and what the speaker reads about it.
import { expect, it } from 'vitest';
import type { Interface } from './interfaces.ts';
import { decideStage, formatStageLine } from './stage.ts';

const OWN = { iface: 'eno1', address: '10.0.0.70', peer: 'proxmox', template: 'https://host/template' };
const LO: Interface = { name: 'lo', up: true, ipv4: ['127.0.0.1'], ipv6: ['::1'] };
const ENO1: Interface = { name: 'eno1', up: true, ipv4: ['10.0.0.70'], ipv6: [] };

function decide(eno1: Partial<Interface>[], given: Partial<typeof OWN> = {}) {
  const interfaces = [LO, ...eno1.map((part) => ({ ...ENO1, ...part }))];
  const { names, lines } = decideStage({
    own: OWN,
    local: { given, upstream: false },
    file: 'slides/talk.local.json',
    interfaces,
  });
  return { address: names.address, iface: names.iface, lines: lines.map(formatStageLine) };
}

it('the talk’s own address', () => {
  expect(decide([{}])).toEqual({
    iface: 'eno1',
    address: '10.0.0.70',
    lines: ['stage: interface eno1 is up', "stage: address 10.0.0.70, eno1's own"],
  });
});

it('another one, from DHCP', () => {
  const { address, lines } = decide([{ ipv4: ['10.0.0.83'] }]);
  expect(address).toBe('10.0.0.83');
  expect(lines[1]).toBe("stage: address 10.0.0.83, eno1's own, not the talk's 10.0.0.70");
});

it('several: the talk’s own if it is among them, else the first, and which', () => {
  expect(decide([{ ipv4: ['192.0.2.1', '10.0.0.70'] }]).address).toBe('10.0.0.70');
  const { address, lines } = decide([{ ipv4: ['192.0.2.1', '192.0.2.2'] }]);
  expect(address).toBe('192.0.2.1');
  expect(lines[1]).toBe(
    'stage: address 192.0.2.1, one of eno1\'s: 192.0.2.1, 192.0.2.2; for another one: "address" in slides/talk.local.json',
  );
});

it('one that talk.local.json gives, whether the interface has it or not', () => {
  const given = { address: '192.0.2.2' };
  expect(decide([{ ipv4: ['192.0.2.1', '192.0.2.2'] }], given)).toMatchObject({
    address: '192.0.2.2',
    lines: [expect.anything(), 'stage: address 192.0.2.2, as slides/talk.local.json gives it'],
  });
  expect(decide([{}], given)).toMatchObject({
    address: '192.0.2.2',
    lines: [
      expect.anything(),
      'stage: slides/talk.local.json gives address 192.0.2.2, but eno1 has 10.0.0.70; ' +
        'fix: remove "address" from slides/talk.local.json',
    ],
  });
});

it('no such interface, and one that could be meant', () => {
  expect(
    decide([
      { name: 'tun0', ipv4: [] },
      { name: 'wlan0', ipv4: ['10.0.0.9'] },
    ]).lines,
  ).toEqual([
    'stage: there is no interface eno1; there are lo, tun0, wlan0; fix: "iface": "wlan0" in slides/talk.local.json',
    'stage: address 10.0.0.70, which no interface was asked for',
  ]);
  expect(decide([]).lines[0]).toMatch(
    /there are lo; fix: connect to a network and start again, or use --network lab$/,
  );
  expect(decide([{ name: 'wlan0', ipv4: ['10.0.0.9'] }], { iface: 'wlan0' })).toMatchObject({
    iface: 'wlan0',
    address: '10.0.0.9',
  });
});

it('an interface that is down, has IPv6 only, or nothing', () => {
  expect(decide([{ up: false }]).lines[0]).toBe(
    'stage: interface eno1 is down; fix: plug it in, or sudo ip link set eno1 up',
  );
  expect(decide([{ ipv4: [], ipv6: ['2001:db8::7'] }]).lines[1]).toBe(
    'stage: eno1 has only IPv6 (2001:db8::7); commands say 10.0.0.70, an IPv4 address; ' +
      'fix: give eno1 an IPv4 address and start again, or use --network lab',
  );
  expect(decide([{ ipv4: [] }]).lines[1]).toMatch(
    /^stage: eno1 has no address; commands say 10\.0\.0\.70; fix: /,
  );
});
