// Copies the project for tests that edit it, or that run it as an ordinary user made for them.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './deck.ts';

export type User = { name: string; uid: number; home: string };

/** Makes a user with a home, and with passwordless sudo if wanted. Needs root. */
export function makeUser(name: string, sudo: boolean): User {
  removeUser(name);
  execFileSync('useradd', ['--create-home', '--shell', '/bin/bash', name]);
  if (sudo) writeFileSync(sudoers(name), `${name} ALL=(ALL:ALL) NOPASSWD: ALL\n`, { mode: 0o440 });
  const uid = Number(execFileSync('id', ['-u', name], { encoding: 'utf8' }));
  return { name, uid, home: join('/home', name) };
}

export function removeUser(name: string): void {
  rmSync(sudoers(name), { force: true });
  try {
    execFileSync('userdel', ['--remove', '--force', name], { stdio: 'ignore' });
  } catch {
    // There was no such user.
  }
}

function sudoers(name: string): string {
  return `/etc/sudoers.d/${name}`;
}

/**
 * Copies the project's files in git and node_modules; with `built` also what the set-up has built, so that it needn't
 * be built again.
 */
export function copyProject(user: User, built: boolean): string {
  const dir = join(user.home, 'deck');
  mkdirSync(dir);
  const copies = gitFiles();
  if (built) {
    copies.push('.cache/setup', '.cache/cargo');
    copies.push(
      'bpf/process-tracker/target/debug/file-tracker',
      'bpf/ping-monitor/target/debug/ping-monitor',
    );
  }
  for (const name of copies) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    if (existsSync(join(ROOT, name)))
      cpSync(join(ROOT, name), join(dir, name), { recursive: true, verbatimSymlinks: true });
  }
  execFileSync('chown', ['-R', `${user.uid}:${user.uid}`, dir]);
  // Files are hard links that only root may change; the folders belong to the user.
  linkModules(dir);
  const folders = [
    join(dir, 'node_modules'),
    '-type',
    'd',
    '-exec',
    'chown',
    `${user.uid}:${user.uid}`,
    '{}',
    '+',
  ];
  execFileSync('find', folders);
  return dir;
}

/** The same with everything that is built, and cargo's packages: offline, only what has another path is compiled. */
export function copyBuilt(user: User): string {
  const dir = copyProject(user, true);
  const built = ['.cache/build', '.cache/build-kernel', '.cache/linker'];
  for (const name of [...built, 'bpf/process-tracker/target', 'bpf/ping-monitor/target'])
    execFileSync('cp', ['-a', join(ROOT, name), join(dir, dirname(name))]);
  const cargo = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  mkdirSync(join(user.home, '.cargo'));
  execFileSync('cp', ['-a', join(cargo, 'registry'), join(user.home, '.cargo')]);
  execFileSync('chown', [
    '-R',
    `${user.uid}:${user.uid}`,
    join(dir, '.cache'),
    join(dir, 'bpf'),
    join(user.home, '.cargo'),
  ]);
  return dir;
}

/** The command that runs the deck as that user, with an environment of its own. */
export function asUser(user: User): string[] {
  const rights = ['--reuid', String(user.uid), '--regid', String(user.uid), '--init-groups'];
  const env = [
    `HOME=${user.home}`,
    `USER=${user.name}`,
    'PATH=/usr/local/bin:/usr/bin:/bin',
    'SECRET=not-for-panes',
  ];
  return ['setpriv', ...rights, 'env', '-i', ...env, process.execPath, 'start.mjs'];
}

/** Copies the files in git to a temporary folder, with node_modules as links, for a test that edits sources. */
export function copyForEdits(): string {
  const dir = mkdtempSync(join(tmpdir(), 'deck-edits-'));
  for (const name of gitFiles()) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    cpSync(join(ROOT, name), join(dir, name), { verbatimSymlinks: true });
  }
  linkModules(dir);
  return dir;
}

function linkModules(dir: string): void {
  execFileSync('cp', ['-al', join(ROOT, 'node_modules'), dir]);
}

/** Existing files that are in git or not ignored, relative to the project. */
function gitFiles(): string[] {
  const names = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return names.split('\0').filter((name) => name !== '' && existsSync(join(ROOT, name)));
}
