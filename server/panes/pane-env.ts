// The environment of a pane's shell: allowed variables of the server, and those of toolchain and pane.
import { userInfo } from 'node:os';

/** The speaker's variables that a shell needs; others may be secret. */
const PASSED = ['TZ', 'CARGO_HOME', 'RUSTUP_HOME'];

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What `nix --offline` sets (nix.conf(5)): what isn't built is not downloaded on stage, and that is said soon. */
const NIX_CONFIG = [
  'substitute = false',
  'tarball-ttl = 4294967295',
  'download-attempts = 1',
  'connect-timeout = 2',
].join('\n');

/** @param extra the toolchain's and the pane's own variables; they replace others of the same name. */
export function paneEnv(ours: NodeJS.ProcessEnv, extra: Record<string, string>): Record<string, string> {
  const { username, homedir } = userInfo();
  const env: Record<string, string> = {
    PATH,
    HOME: homedir,
    // A service's environment lacks these two, and cargo generate needs them.
    USER: username,
    LOGNAME: username,
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    // The demos are built beforehand; on stage there may be no network.
    CARGO_NET_OFFLINE: 'true',
    NIX_CONFIG,
    // A pager that waits for a key would block a step.
    PAGER: 'cat',
    GIT_PAGER: 'cat',
  };
  for (const name of PASSED) {
    const value = ours[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...env, ...extra };
}
