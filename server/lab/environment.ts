// The environment of the root part and of the programs it starts: an allow-list. For the panes' see lab.ts.

/** Where programs are found, who the speaker is (sudo sets these three), and the language of messages. */
const PASSED = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'SUDO_UID', 'SUDO_GID', 'SUDO_USER'];

/** The allowed variables of `env`. */
export function rootEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of PASSED) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** Not every sudo has a `secure_path` with the folders where tc and sshd are. */
const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Drops everything else from this process, so that what it starts does not inherit it; completes PATH. */
export function dropOtherVariables(env: NodeJS.ProcessEnv): void {
  const kept = rootEnv(env);
  for (const name of Object.keys(env)) if (!(name in kept)) delete env[name];
  env.PATH = [...new Set([...(env.PATH ?? '').split(':'), ...SBIN])].join(':');
}
