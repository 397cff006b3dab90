// The lab's own files: what panes see as /etc/hosts and ssh_config, the keys, the page, sudo's rule.
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Speaker } from './speaker.ts';

export const PROXMOX_ADDRESS = '10.0.0.1';

export type LabNames = { address: string; peer: string };

/** Writes the lab's files below `dir`, which must be new and root's own. */
export async function writeLabFiles(dir: string, speaker: Speaker, names: LabNames): Promise<void> {
  const own = (name: string, text: string, mode = 0o644) => {
    writeFileSync(join(dir, name), text, { mode });
    chownSync(join(dir, name), speaker.uid, speaker.gid);
  };
  const hosts = [
    `127.0.0.1 localhost laptop ${hostname()}`,
    '::1 localhost',
    `${PROXMOX_ADDRESS} example.com ${names.peer}`,
    `${names.address} laptop.lab`,
  ];
  writeFileSync(join(dir, 'hosts'), `${hosts.join('\n')}\n`);

  mkdirSync(join(dir, 'no-ssh'), { mode: 0o700 });
  chownSync(join(dir, 'no-ssh'), speaker.uid, speaker.gid);
  mkdirSync(join(dir, 'keys'), { mode: 0o700 });
  for (const name of ['user', 'host']) {
    await run('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      `lab ${name}`,
      '-f',
      join(dir, 'keys', name),
    ]);
    chownSync(join(dir, 'keys', name), speaker.uid, speaker.gid);
    chownSync(join(dir, 'keys', `${name}.pub`), speaker.uid, speaker.gid);
  }
  const hostKey = (await run('cat', [join(dir, 'keys', 'host.pub')])).trim();
  own('known_hosts', `${names.peer},${PROXMOX_ADDRESS} ${hostKey}\n`);
  chownSync(join(dir, 'keys'), speaker.uid, speaker.gid);

  writeFileSync(
    join(dir, 'ssh_config'),
    [
      `Host ${names.peer} ${PROXMOX_ADDRESS}`,
      `  HostName ${PROXMOX_ADDRESS}`,
      `  User ${speaker.name}`,
      `  IdentityFile ${join(dir, 'keys', 'user')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${join(dir, 'known_hosts')}`,
      '  StrictHostKeyChecking yes',
      '  LogLevel ERROR',
      '',
    ].join('\n'),
  );
  own(
    'sshd_config',
    [
      `ListenAddress ${PROXMOX_ADDRESS}`,
      `HostKey ${join(dir, 'keys', 'host')}`,
      `AuthorizedKeysFile ${join(dir, 'keys', 'user.pub')}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      'PrintMotd no',
      'PrintLastLog no',
      `ForceCommand ${join(dir, 'login.sh')}`,
      '',
    ].join('\n'),
  );
  own(
    'proxmox.rc',
    `unset HISTFILE\nPS1='\\[\\e[36m\\]proxmox:~\\$\\[\\e[0m\\] '\nbind 'set enable-bracketed-paste off'\n`,
  );
  own(
    'login.sh',
    [
      '#!/bin/sh',
      '# What a login on proxmox runs: the command that was asked for, or a plain shell.',
      'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      '[ -z "$SSH_ORIGINAL_COMMAND" ] || exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"',
      `exec /bin/bash --noprofile --rcfile ${join(dir, 'proxmox.rc')} -i`,
      '',
    ].join('\n'),
    0o755,
  );
  mkdirSync(join(dir, 'www'));
  writeFileSync(
    join(dir, 'www', 'index.html'),
    '<!doctype html>\n<title>Example Domain</title>\n<h1>Example Domain</h1>\n',
  );
}

/**
 * What panes see as /etc/sudoers: the machine's own, and one rule more. The password was given when the deck started;
 * inside its panes sudo doesn't ask again in front of people. Of several rules sudo takes the last one.
 */
export function writeSudoRule(dir: string, { uid }: Speaker, sudoers = '/etc/sudoers'): void {
  const own = existsSync(sudoers) ? readFileSync(sudoers, 'utf8') : '';
  const rule = `# In panes of ebpf-talk only.\n#${uid} ALL=(ALL:ALL) NOPASSWD: ALL\n`;
  writeFileSync(join(dir, 'sudoers'), `${own}\n\n${rule}`, { mode: 0o440 });
}
