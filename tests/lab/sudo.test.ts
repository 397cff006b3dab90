// What the deck makes of sudo, by ordinary users on terminals of their own: rights, questions and refusals.
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { copyProject, makeUser, removeUser, type User } from '../support/copy.ts';
import { itAsRoot } from '../support/root.ts';
import { SocketPeer } from '../support/socket-peer.ts';
import { type Machine, UserTerminal } from '../support/user-terminal.ts';

const PASSWORD = 'correct horse';
const PROMPT = /sudo password for deck-asker \(Ctrl-C: recordings\): *$/;
const ARGS = ['--port', '4270', '--talk', 'tests/lab/sudo/talk'];
const BASE = 'Defaults env_reset, use_pty\nroot ALL=(ALL:ALL) ALL\n';

let user: User | undefined;
let dir: string;
let open: UserTerminal | undefined;
beforeAll(() => {
  if (process.getuid?.() !== 0) return;
  user = makeUser('deck-asker', false);
  execFileSync('chpasswd', { input: `${user.name}:${PASSWORD}\n` });
  dir = copyProject(user, false);
});
afterEach(async () => {
  await open?.end();
  open = undefined;
});
afterAll(() => user && removeUser(user.name));

function start(machine: Machine): UserTerminal {
  open = UserTerminal.start(user!, dir, ARGS, machine);
  return open;
}

/** The lines about the two demos. */
function verdicts(terminal: UserTerminal): string[] {
  return terminal.lines.filter((line) => /^(not )?live /.test(line));
}

async function live(terminal: UserTerminal): Promise<void> {
  for (const demo of ['rooted', 'second']) await terminal.line(new RegExp(`^live ${demo}$`));
  expect(verdicts(terminal)).toHaveLength(2);
}

/** Types a line in a pane and waits for what it prints. */
async function inPane(terminal: UserTerminal, line: string, shows: RegExp): Promise<void> {
  const peer = new SocketPeer(await terminal.deck(), { demo: 'rooted', pane: 'one' }, { cols: 100, rows: 6 });
  await peer.connect();
  await peer.shows(/\$ *$/m);
  peer.input(`${line}\r`);
  await peer.shows(shows);
  peer.dispose();
}

async function notLive(terminal: UserTerminal, reason: RegExp): Promise<void> {
  for (const demo of ['rooted', 'second']) await terminal.line(new RegExp(`^not live ${demo}: `));
  expect(verdicts(terminal)).toEqual([0, 1].map(() => expect.stringMatching(reason)));
}

itAsRoot.each([
  ['behind the includes', '@includedir /etc/sudoers.d\ndeck-asker ALL=(ALL) ALL\n'],
  ['without any includes', 'deck-asker ALL=(ALL) ALL'],
])('asks once, and in no pane, when the own rule stands %s', async (_, rule) => {
  const terminal = start({ sudoers: BASE + rule });
  await terminal.line(/deck-asker is in none of the groups sudo, wheel and admin/);
  terminal.type('y\r');
  await terminal.line(PROMPT);
  terminal.type(`${PASSWORD}\r`);
  await live(terminal);
  await inPane(terminal, 'sudo -kn id -u; echo status=$?', /^0\nstatus=0$/m);
});

itAsRoot('Enter declines where sudo would probably refuse; nothing is asked after that', async () => {
  const terminal = start({ sudoers: BASE });
  await terminal.line(
    /^deck-asker is in none of the groups .* Try it all the same\? \(Enter: recordings\) \[y\/N\] *$/,
  );
  terminal.type('\r');
  await notLive(
    terminal,
    /: deck-asker is in none of .* and admin; fix: an administrator runs: usermod -aG sudo deck-asker; then log in again$/,
  );
  expect(terminal.lines.filter((line) => /password/.test(line))).toEqual([]);
});

itAsRoot('says what an administrator would do when sudo refuses, and that works', async () => {
  const sudoers = `${BASE}%sudo ALL=(ALL:ALL) ALL\n`;
  const refused = start({ sudoers });
  await refused.line(/Try it all the same\?/);
  refused.type('y\r');
  await refused.line(PROMPT);
  refused.type(`${PASSWORD}\r`);
  const reason =
    /: sudo refuses: deck-asker is not in the sudoers file; fix: an administrator runs: (.*); then log in again$/;
  await notLive(refused, reason);
  const [, command = ''] = reason.exec(verdicts(refused)[0]!)!;
  await refused.end();

  execFileSync('sh', ['-c', command]);
  const allowed = start({ sudoers });
  await allowed.line(PROMPT);
  expect(allowed.lines.filter((line) => /in none of the groups/.test(line))).toEqual([]);
  allowed.type(`${PASSWORD}\r`);
  await live(allowed);
  execFileSync('gpasswd', ['--delete', user!.name, 'sudo'], { stdio: 'ignore' });
});

itAsRoot('tells a wrong password, given three times, in one line a demo', async () => {
  const terminal = start({ sudoers: `${BASE}deck-asker ALL=(ALL) ALL\n` });
  await terminal.line(/Try it all the same\?/);
  terminal.type('y\r');
  for (let n = 1; n <= 3; n++) {
    await terminal.prompts(PROMPT, n);
    terminal.type('wrong\r');
  }
  await notLive(
    terminal,
    /: sudo refuses: 3 incorrect password attempts; fix: npm start, and give the password$/,
  );
});

itAsRoot('Ctrl-C declines at either question, and the deck stays open with recordings', async () => {
  const first = start({ sudoers: BASE });
  await first.line(/Try it all the same\?/);
  first.type('\x03');
  await notLive(first, /: deck-asker is in none of the groups/);
  await first.end();

  const second = start({ sudoers: `${BASE}deck-asker ALL=(ALL) ALL\n` });
  await second.line(/Try it all the same\?/);
  second.type('y\r');
  await second.line(PROMPT);
  second.type('\x03');
  await notLive(second, /: the password was not given; fix: npm start$/);
  const { port } = await second.deck();
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
});

const FREE = `${BASE}deck-asker ALL=(ALL) NOPASSWD: ALL\n`;

itAsRoot("tells sudo's own reason where no program may get more rights", async () => {
  const terminal = start({ sudoers: FREE, around: ['setpriv', '--no-new-privs'] });
  await notLive(
    terminal,
    /: sudo refuses: The "no new privileges" flag is set, .*; fix: start the deck in a terminal outside this container or snap$/,
  );
});

itAsRoot('opens the lab whatever the umask is, and the panes have it', async () => {
  const terminal = start({ sudoers: FREE, around: ['sh', '-c', 'umask 077; exec "$@"', 'sh'] });
  await live(terminal);
  await inPane(terminal, 'umask', /^0077$/m);
});

/** What spoils the lab, the reason that is told, and whether its fix is a command. */
itAsRoot.each<[string, Machine, RegExp, boolean]>([
  [
    'no cgroup v2',
    { before: 'umount /sys/fs/cgroup/unified || umount /sys/fs/cgroup' },
    /no cgroup v2 is mounted/,
    true,
  ],
  [
    'a read-only /run',
    { before: 'mount --bind /run /run; mount -o remount,bind,ro /run' },
    /EROFS: read-only file system/,
    true,
  ],
  [
    'a missing capability',
    { rights: ['--bounding-set', '-sys_admin'] },
    /root has no CAP_SYS_ADMIN here/,
    false,
  ],
])('%s: the true reason stays, with a fix that works', async (_, machine, reason, command) => {
  const spoilt = start({ sudoers: FREE, ...machine });
  await notLive(spoilt, reason);
  const fix = /; fix: (.*?)(?:, then npm start)?$/.exec(verdicts(spoilt)[0]!)![1]!;
  await spoilt.end();
  if (!command) return expect(fix).toMatch(/--privileged$/);
  const right = start({ sudoers: FREE, before: `${machine.before}\n${fix}` });
  await live(right);
});
