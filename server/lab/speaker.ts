// Who the speaker is, for the root part: the user that called sudo, or root itself.
import { readFileSync } from 'node:fs';

export type Speaker = { uid: number; gid: number; name: string; home: string };

/** @throws Error when SUDO_UID names a user that /etc/passwd does not have. */
export function findSpeaker(env = process.env, passwd = readFileSync('/etc/passwd', 'utf8')): Speaker {
  const uid = Number(env.SUDO_UID ?? 0);
  for (const line of passwd.split('\n')) {
    const [name, , id, gid, , home] = line.split(':');
    if (id !== undefined && Number(id) === uid)
      return { uid, gid: Number(gid), name: name!, home: home ?? '/' };
  }
  throw new Error(`user ${uid} is not in /etc/passwd; start the deck as a local user`);
}

/** The words before a command that run it as the speaker; it dies with its parent. */
export function asSpeaker(speaker: Speaker): string[] {
  const rights =
    speaker.uid === 0
      ? []
      : ['--reuid', String(speaker.uid), '--regid', String(speaker.gid), '--init-groups', '--inh-caps=-all'];
  return ['setpriv', ...rights, '--pdeathsig', 'KILL', '--'];
}
