// What the root part and the programs that it starts have of the environment: an allow-list. Not the panes', see Lab.

/** Where programs are found, whose deck it is (sudo sets these three), and in what words errors are said. */
const PASSED = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'SUDO_UID', 'SUDO_GID', 'SUDO_USER'];

/** The variables of `env` that are allowed. */
export function rootEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of PASSED) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** Drops everything else from this process, so that what it starts does not inherit it. */
export function dropOtherVariables(env: NodeJS.ProcessEnv): void {
  const kept = rootEnv(env);
  for (const name of Object.keys(env)) if (!(name in kept)) delete env[name];
}
