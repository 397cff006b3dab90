// This machine's network interfaces with their addresses, as ip(8) lists them.
import { spawnSync } from 'node:child_process';

export type Interface = {
  name: string;
  /** Whether it can carry packets now. */
  up: boolean;
  ipv4: string[];
  /** Without link-local ones, which every interface has. */
  ipv6: string[];
};

/** A row of `ip -json addr show`. */
type Row = {
  ifname?: string;
  operstate?: string;
  flags?: string[];
  addr_info?: { family?: string; local?: string; scope?: string }[];
};

/** How long ip may take, in ms; five are usual. */
const IP_MS = 2000;

/** @throws Error when ip is missing or fails. */
export function readInterfaces(): Interface[] {
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;
  const env = { ...process.env, PATH: path, LC_ALL: 'C' };
  const { status, stdout, stderr, error } = spawnSync('ip', ['-json', 'addr', 'show'], {
    encoding: 'utf8',
    env,
    timeout: IP_MS,
  });
  if (error) throw new Error(`ip: ${error.message}`);
  if (status !== 0) throw new Error(`ip: ${stderr.trim() || `status ${status}`}`);
  return (JSON.parse(stdout) as Row[]).flatMap(({ ifname, operstate, flags = [], addr_info = [] }) => {
    if (ifname === undefined) return [];
    const of = (family: string) =>
      addr_info
        .filter((address) => address.family === family && address.local !== undefined)
        .filter(({ scope }) => family === 'inet' || scope !== 'link')
        .map(({ local }) => local!);
    // Drivers that don't tell, such as lo's, have the state UNKNOWN.
    const up = operstate === 'UP' || (operstate === 'UNKNOWN' && flags.includes('UP'));
    return [{ name: ifname, up, ipv4: of('inet'), ipv6: of('inet6') }];
  });
}
