// Sharing follows the machine's private addresses: new ones get a listener, lost ones are reported.
import { afterEach, expect, it } from 'vitest';
import { type Interfaces, isPrivate, type Sharing, startSharing, wantedAddresses } from './share.ts';

let sharing: Sharing | undefined;
afterEach(() => sharing?.dispose());

const info = (address: string, internal = false) => ({
  address,
  internal,
  family: 'IPv4' as const,
  netmask: '255.255.255.0',
  mac: '00:00:00:00:00:00',
  cidr: `${address}/24`,
});

function setUp(interfaces: Interfaces) {
  const lines: string[] = [];
  const open = new Set<string>();
  const faults = new Map<string, string>();
  const world = {
    interfaces: () => interfaces,
    lookMs: 5,
    print: (line: string) => void lines.push(line),
    link: (role: string, address: string) => `http://${address}/?${role}`,
    async listen(address: string) {
      const code = faults.get(address);
      if (code) throw Object.assign(new Error(code), { code });
      open.add(address);
      return { dispose: () => void open.delete(address) };
    },
  };
  const soon = () => new Promise((resolve) => setTimeout(resolve, 40));
  return { world, lines, open, faults, interfaces, soon };
}

it('knows which addresses are private', () => {
  const yes = ['10.0.0.1', '172.16.0.1', '172.31.255.1', '192.168.0.1', '169.254.1.1'];
  const no = ['11.0.0.1', '172.15.0.1', '172.32.0.1', '192.169.0.1', '8.8.8.8', '127.0.0.1', '100.64.0.1'];
  expect([...yes, ...no].filter(isPrivate)).toEqual(yes);
});

it('wants all private addresses, or the named one while the machine has it', () => {
  const interfaces: Interfaces = {
    lo: [info('127.0.0.1', true)],
    wlan0: [info('192.168.1.5'), { ...info('fe80::1'), family: 'IPv6', scopeid: 2 }],
    ppp0: [info('203.0.113.7')],
  };
  const wanted = (address?: string) =>
    wantedAddresses(address ? { on: 'address', address } : { on: 'private' }, interfaces);
  expect(wanted()).toEqual(['192.168.1.5']);
  expect(wanted('203.0.113.7')).toEqual(['203.0.113.7']);
  expect(wanted('192.168.1.6')).toEqual([]);
  expect(wanted('127.0.0.2')).toEqual(['127.0.0.2']);
});

it('prints a line for each role, and that the connection is not encrypted', async () => {
  const { world, lines } = setUp({ wlan0: [info('192.168.1.5')] });
  sharing = await startSharing({ on: 'private' }, world);
  expect(lines).toEqual([
    expect.stringMatching(/^shared: this line is not encrypted: anyone on this network can read along/),
    'viewer http://192.168.1.5/?viewer',
    'remote http://192.168.1.5/?remote',
  ]);
});

it('follows a new address, names the one that is gone, and prints the new links', async () => {
  const { world, lines, open, interfaces, soon } = setUp({ wlan0: [info('192.168.1.5')] });
  sharing = await startSharing({ on: 'private' }, world);
  lines.length = 0;
  interfaces.wlan0 = [info('10.1.2.3')];
  await soon();
  expect([...open]).toEqual(['10.1.2.3']);
  expect(lines).toEqual([
    expect.stringMatching(/^no longer shared: 192\.168\.1\.5 .*pages are lost$/),
    expect.stringMatching(/^shared anew/),
    'viewer http://10.1.2.3/?viewer',
    'remote http://10.1.2.3/?remote',
  ]);
  sharing.dispose();
  expect([...open]).toEqual([]);
});

it('prints once why it can’t share, and shares as soon as it can', async () => {
  const { world, lines, open, interfaces, faults, soon } = setUp({});
  sharing = await startSharing({ on: 'private' }, world);
  await soon();
  expect(lines).toEqual([expect.stringMatching(/^not shared: this machine has no private IPv4 address now/)]);
  faults.set('192.168.1.5', 'EADDRINUSE');
  interfaces.wlan0 = [info('192.168.1.5')];
  await soon();
  expect(lines.slice(1)).toEqual([expect.stringMatching(/^not shared at 192\.168\.1\.5: something else/)]);
  faults.clear();
  await soon();
  expect([...open]).toEqual(['192.168.1.5']);
});
