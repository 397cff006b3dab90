// The environment of a pane's shell: an allow-list and the toolchain's. Nothing else of the server's reaches it.
import { userInfo } from 'node:os';

/** The speaker's own variables that a shell needs; secrets live in others. */
const PASSED = ['TZ', 'CARGO_HOME', 'RUSTUP_HOME'];

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** @param extra the toolchain's and the pane's own variables; they win. */
export function paneEnv(ours: NodeJS.ProcessEnv, extra: Record<string, string>): Record<string, string> {
  const { username, homedir } = userInfo();
  const env: Record<string, string> = {
    PATH,
    HOME: homedir,
    // A service's environment lacks these two; cargo generate wants them.
    USER: username,
    LOGNAME: username,
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    // The demos are built beforehand and run where there is no network.
    CARGO_NET_OFFLINE: 'true',
    // A pager that waits for a key would strand a step.
    PAGER: 'cat',
    GIT_PAGER: 'cat',
  };
  for (const name of PASSED) {
    const value = ours[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...env, ...extra };
}
