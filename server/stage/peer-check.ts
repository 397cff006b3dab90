// Whether the other machine on the stage lets the speaker in by ssh without a question, and why not.
import { paneEnv } from '../panes/pane-env.ts';
import { run } from '../system/command.ts';
import type { StageLine } from './stage.ts';

/** How long ssh may wait for the first answer, in s. */
const CONNECT_S = 5;
/** How long all of it may take, in ms: with a round trip of 2 s, a login takes some 15 s. */
const ALL_MS = 30_000;
/** From here on a login counts as slow, in ms; 300 are usual. */
const SLOW_MS = 3000;

export type PeerQuestion = {
  peer: string;
  /** What the peer should reach by ping; undefined when no step of the talk pings it. */
  address: string | undefined;
  signal: AbortSignal;
};

/** Logs in once, as a step in a pane would, but with no terminal to ask on. */
export async function checkPeer({ peer, address, signal }: PeerQuestion): Promise<StageLine> {
  const options = ['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${CONNECT_S}`, '-T'];
  const command = address === undefined ? ['true'] : ['ping', '-c', '1', '-W', '2', address];
  const started = performance.now();
  const { status, stderr } = await run('ssh', [...options, peer, ...command], {
    env: { ...paneEnv(process.env, {}), LC_ALL: 'C' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(ALL_MS)]),
  });
  const ms = performance.now() - started;
  const line = (says: string, fix?: string): StageLine => ({
    about: 'peer',
    says: `peer ${peer} ${says}`,
    ...(fix ? { fix } : {}),
  });
  if (ms >= ALL_MS)
    return line(`has not let anybody in within ${ALL_MS / 1000} s`, `ssh ${peer}, and look why`);
  if (status === 127 && /ENOENT|not found/.test(stderr) && !/ping/.test(stderr))
    return line('was not looked at: ssh is missing', 'sudo apt-get install openssh-client');
  if (status === 255) return { about: 'peer', ...refusal(peer, stderr) };
  const slow = ms < SLOW_MS ? '' : `, slowly (${Math.round(ms / 1000)} s)`;
  if (address === undefined) return line(`lets you in without a question${slow}`);
  if (status === 0) return line(`lets you in without a question${slow}, and reaches ${address}`);
  if (status === 127) return line(`lets you in${slow}, but has no ping`, `install ping on ${peer}`);
  return line(
    `lets you in${slow}, but its ping to ${address} gets no answer`,
    `let ping in: look at this machine's firewall, and whether ${peer} is in the same network`,
  );
}

/** Why ssh(1) failed, from what it printed. */
export function refusal(
  peer: string,
  stderr: string,
  agent = process.env.SSH_AUTH_SOCK,
): Omit<StageLine, 'about'> {
  const last = stderr.trim().split('\n').at(-1)?.trim() ?? '';
  const told = (says: string, fix: string) => ({ says: `peer ${peer} ${says}`, fix });
  if (/IDENTIFICATION HAS CHANGED/.test(stderr))
    return told(
      'has another host key than before',
      `find out why; if it may, ssh-keygen -R ${peer}, then ssh ${peer} once`,
    );
  if (/Host key verification failed/.test(stderr))
    return told(
      'has a host key that this machine does not know',
      `ssh ${peer} once, compare the key, say yes`,
    );
  if (/Permission denied|Too many authentication failures/.test(stderr)) {
    const held = agent
      ? '; a key that only your ssh agent has does not count, since panes have no agent'
      : '';
    return told(`takes no key of yours, so it would ask for a password${held}`, `ssh-copy-id ${peer}`);
  }
  if (/Could not resolve hostname/.test(stderr))
    return told('is a name that nobody knows', `add "Host ${peer}" with its HostName to ~/.ssh/config`);
  if (/Connection refused/.test(stderr))
    return told('is there, but has no ssh server on that port', `start sshd on ${peer}`);
  if (/banner exchange|timed out during/.test(stderr))
    return told('takes the connection, and then says nothing', `look at sshd on ${peer}`);
  if (/timed out/.test(stderr))
    return told(`does not answer within ${CONNECT_S} s`, `is ${peer} on, and its firewall open?`);
  if (/No route to host|unreachable/.test(stderr))
    return told('can’t be reached from here', `is ${peer} on, and in this network?`);
  return told(`can’t be logged in to: ${last || 'ssh printed nothing'}`, `ssh ${peer}, and look why`);
}
