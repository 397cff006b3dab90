// The stage, the real network: which interface, address and template a talk's commands get there, and what is wrong.
import type { StageNames } from '../../protocol/talk.ts';
import type { Interface } from './interfaces.ts';
import type { Local } from './stage-names.ts';

/** Something that the speaker should know before the talk begins. */
export type StageLine = { about: keyof StageNames | 'sudo'; says: string; fix?: string };

export type Stage = { names: StageNames; lines: StageLine[] };

export type StageFacts = {
  /** The talk's own names. */
  own: StageNames;
  local: Local;
  /** How messages name talk.local.json. */
  file: string;
  /** Those of this machine, or why they can't be listed. */
  interfaces: readonly Interface[] | string;
};

/** The address is the interface's own unless talk.local.json gives one; everything else is the talk's, or given there. */
export function decideStage({ own, local: { given }, file, interfaces }: StageFacts): Stage {
  const names = { ...own, ...given };
  if (typeof interfaces === 'string')
    return {
      names,
      lines: [{ about: 'iface', says: `interface ${names.iface}: not looked at: ${interfaces}` }],
    };
  const found = interfaces.find(({ name }) => name === names.iface);
  if (!found) {
    const usable = interfaces.find(({ name, up, ipv4 }) => name !== 'lo' && up && ipv4.length > 0);
    const there = interfaces.map(({ name }) => name).join(', ');
    const says = `there is no interface ${names.iface}; there are ${there}`;
    const fix = usable
      ? `"iface": "${usable.name}" in ${file}`
      : 'connect to a network and start again, or use --network lab';
    const address = {
      about: 'address',
      says: `address ${names.address}, which no interface was asked for`,
    } as const;
    return { names, lines: [{ about: 'iface', says, fix }, address] };
  }
  const iface: StageLine = found.up
    ? { about: 'iface', says: `interface ${found.name} is up` }
    : {
        about: 'iface',
        says: `interface ${found.name} is down`,
        fix: `plug it in, or sudo ip link set ${found.name} up`,
      };
  const { address, line } = decideAddress(found, own.address, given.address, file);
  return { names: { ...names, address }, lines: [iface, line] };
}

function decideAddress(
  { name, ipv4, ipv6 }: Interface,
  own: string,
  given: string | undefined,
  file: string,
): { address: string; line: StageLine } {
  const line = (says: string, fix?: string): StageLine => ({
    about: 'address',
    says,
    ...(fix ? { fix } : {}),
  });
  const [first] = ipv4;
  if (first === undefined) {
    const address = given ?? own;
    const [other] = ipv6;
    const says =
      other === undefined
        ? `${name} has no address; commands say ${address}`
        : `${name} has only IPv6 (${other}); commands say ${address}, an IPv4 address`;
    return {
      address,
      line: line(says, `give ${name} an IPv4 address and start again, or use --network lab`),
    };
  }
  if (given !== undefined && !ipv4.includes(given)) {
    const says = `${file} gives address ${given}, but ${name} has ${ipv4.join(', ')}`;
    return { address: given, line: line(says, `remove "address" from ${file}`) };
  }
  if (given !== undefined) return { address: given, line: line(`address ${given}, as ${file} gives it`) };
  const address = ipv4.includes(own) ? own : first;
  if (ipv4.length > 1) {
    const says = `address ${address}, one of ${name}'s: ${ipv4.join(', ')}`;
    return { address, line: line(`${says}; for another one: "address" in ${file}`) };
  }
  const instead = address === own ? '' : `, not the talk's ${own}`;
  return { address, line: line(`address ${address}, ${name}'s own${instead}`) };
}

/** One line for the terminal. */
export function formatStageLine({ says, fix }: StageLine): string {
  return `stage: ${says}${fix === undefined ? '' : `; fix: ${fix}`}`;
}
