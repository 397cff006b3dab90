// Whether this user can act as root, in sudo's own words; asks for no password.
import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** Why root's part can't run, and what fixes it. */
export type Refusal = { why: string; fix: string };

/** Whether something can run as root here, and how. */
export type RootWay =
  | { way: 'root' }
  | { way: 'sudo' }
  /** sudo will ask for a password on the terminal; `doubt`: why it will probably refuse the right one, too. */
  | { way: 'password'; doubt?: string }
  | ({ way: 'none' } & Refusal);

/** The groups that systems let use sudo: Debian's, most others', and older Ubuntu's. */
const GROUPS = ['sudo', 'wheel', 'admin'];

/** Makes sudo speak English, so that its reasons can be told apart. */
export const SUDO_LANGUAGE = { LC_ALL: 'C' };

/**
 * Whether something can run as root.
 * @param interactive whether a person can type a password on this terminal.
 */
export function findRoot(interactive: boolean): RootWay {
  if (process.platform !== 'linux') {
    return {
      way: 'none',
      why: 'eBPF needs Linux',
      fix: 'run the deck on a Linux machine, kernel 5.14 or newer',
    };
  }
  if (process.getuid?.() === 0) return { way: 'root' };
  const env = { ...process.env, ...SUDO_LANGUAGE };
  const probe = spawnSync('sudo', ['-n', 'true'], { stdio: ['ignore', 'ignore', 'pipe'], env });
  if (probe.error) {
    const fix = `as root: apt-get install sudo && ${adding()}; then log in again`;
    return { way: 'none', why: 'sudo is not installed', fix };
  }
  if (probe.status === 0) return { way: 'sudo' };
  const said = probe.stderr.toString();
  if (!/password is required|authentication (is )?required/.test(said)) {
    return { way: 'none', ...(refusalIn(said) ?? { why: `sudo: status ${probe.status}`, fix: TRY_SUDO }) };
  }
  const doubt = doubtOf(userInfo().username);
  if (interactive) return { way: 'password', ...(doubt === undefined ? {} : { doubt }) };
  if (doubt) return { way: 'none', why: `sudo needs a password, and ${doubt}`, fix: mayUseSudo() };
  return { way: 'none', why: 'sudo needs a password', fix: 'run npm start in a terminal, or sudo -v first' };
}

/** What an administrator does so that this user may use sudo. */
export function mayUseSudo(): string {
  return `an administrator runs: ${adding()}; then log in again`;
}

const TRY_SUDO = 'make this work in a terminal: sudo -v';

/** What sudo says of itself, first; a name that can't be resolved is no reason. */
const OWN =
  /^(sudo: (?!unable to resolve host|a terminal is required)|.*(sudoers|may not run sudo|not allowed to execute))/;

/** What helps, by sudo's reason. */
const FIXES: readonly [RegExp, () => string][] = [
  [/sudoers file|may not run|not allowed/, mayUseSudo],
  [/no new privileges/, () => 'start the deck in a terminal outside this container or snap'],
  [/incorrect password|no password|password is required/, () => 'npm start, and give the password'],
];

/** The reason in what sudo printed on stderr; undefined when nothing there is sudo's own. */
export function refusalIn(stderr: string): Refusal | undefined {
  const line = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .find((line) => OWN.test(line));
  if (line === undefined) return undefined;
  const why = `sudo refuses: ${line
    .replace(/^sudo: /, '')
    .replace(/\.?\s*This incident .*$/, '')
    .replace(/\.$/, '')}`;
  const fix = FIXES.find(([reason]) => reason.test(line))?.[1]() ?? TRY_SUDO;
  return { why, fix };
}

/** The groups of this process count: sudo, too, knows of a new one only after the next login. */
function doubtOf(name: string): string | undefined {
  const groups = spawnSync('id', ['-Gn'], { encoding: 'utf8' }).stdout.trim().split(' ');
  if (groups.some((group) => GROUPS.includes(group))) return undefined;
  return `${name} is in none of the groups ${GROUPS.slice(0, -1).join(', ')} and ${GROUPS.at(-1)}`;
}

/** The command that puts this user into the group that this system has for sudo. */
function adding(): string {
  const { stdout } = spawnSync('getent', ['group', ...GROUPS], { encoding: 'utf8' });
  const group = stdout?.split(':')[0] || GROUPS[0];
  return `usermod -aG ${group} ${userInfo().username}`;
}
