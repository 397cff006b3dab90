// Shares the deck with viewers and remotes on this machine's addresses, and follows changes of these.
import type { NetworkInterfaceInfo } from 'node:os';
import { networkInterfaces } from 'node:os';
import type { Listener } from './listener.ts';

/** How often the machine's addresses are checked, in ms; DHCP takes seconds anyway. */
const LOOK_MS = 3_000;

/** `private`: on all private IPv4 addresses of this machine, including later ones. */
export type Share = { on: 'private' } | { on: 'address'; address: string };

export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

export type ShareWorld = {
  /** @throws the error of listen(2) with its `code`. */
  listen(address: string): Promise<Listener>;
  /** The link for one role at an address. */
  link(role: 'viewer' | 'remote', address: string): string;
  print(line: string): void;
  interfaces?: () => Interfaces;
  lookMs?: number;
};

export type Sharing = { dispose(): void };

const WARNING =
  'this line is not encrypted: anyone on this network can read along, and could take over a remote’s next and previous';

/** Starts to listen, and keeps checking. Resolves after the first check. */
export async function startSharing(share: Share, world: ShareWorld): Promise<Sharing> {
  const open = new Map<string, Listener>();
  /** The failure printed for each address on which it can't listen, so that it is printed once. */
  const complaints = new Map<string, string>();
  let ended = false;
  let first = true;

  const look = async () => {
    const wanted = wantedAddresses(share, (world.interfaces ?? networkInterfaces)());
    for (const [address, listener] of open) {
      if (wanted.includes(address)) continue;
      open.delete(address);
      listener.dispose();
      world.print(
        `no longer shared: ${address} is not an address of this machine any more; its pages are lost`,
      );
    }
    for (const address of wanted) {
      if (open.has(address)) continue;
      try {
        const listener = await world.listen(address);
        if (ended) return listener.dispose();
        open.set(address, listener);
        complaints.delete(address);
        world.print(`${first ? 'shared' : 'shared anew, at another address'}: ${WARNING}`);
        world.print(`viewer ${world.link('viewer', address)}`);
        world.print(`remote ${world.link('remote', address)}`);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        complain(address, WHY[code ?? ''] ?? message);
      }
    }
    if (open.size === 0 && complaints.size === 0) complain('', NOWHERE);
    if (open.size > 0) complaints.delete('');
    first = false;
  };
  const complain = (address: string, why: string) => {
    if (complaints.get(address) === why) return;
    complaints.set(address, why);
    world.print(`not shared${address && ` at ${address}`}: ${why}`);
  };

  await look();
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  }, world.lookMs ?? LOOK_MS);
  return {
    dispose() {
      ended = true;
      clearInterval(timer);
      for (const listener of open.values()) listener.dispose();
      open.clear();
    },
  };
}

const NOWHERE =
  'this machine has no private IPv4 address now; it is shared when it has one. Or name one: --share ADDRESS';

const WHY: Record<string, string> = {
  EADDRINUSE: 'something else listens there on this port; end it, or take another with --port',
  EADDRNOTAVAIL: 'it is no address of this machine now; it is shared when it is',
};

/** Addresses to listen on. A named one counts while the machine has it; loopback is always there. */
export function wantedAddresses(share: Share, interfaces: Interfaces): string[] {
  const own = Object.values(interfaces)
    .flatMap((infos) => infos ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  if (share.on === 'private') return [...new Set(own.filter(isPrivate))];
  const { address } = share;
  return own.includes(address) || address.startsWith('127.') ? [address] : [];
}

/** RFC 1918: 10/8, 172.16/12, 192.168/16; and RFC 3927: 169.254/16, a cable between two machines. */
export function isPrivate(address: string): boolean {
  const [a = 0, b = 0] = address.split('.').map(Number);
  return a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254);
}
