// A pane gets only the environment variables on a list: no secret of the server reaches a process in it,
// including sudo's commands and the pane's first process.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { paneEnv } from '../../server/panes/pane-env.ts';
import { PlainPanes } from '../../server/panes/plain-panes.ts';
import { bashRc } from '../../server/terminal/marks.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { nameOf } from '../support/proc.ts';
import { itAsRoot } from '../support/root.ts';
import { type PaneName, PLAIN, SocketPeer } from '../support/socket-peer.ts';
import { pidsOf, tracesOf } from '../support/traces.ts';
import { until } from '../support/until.ts';

const WORD = 'not-for-panes';
/** Secrets as a laptop's environment may have them. */
const SECRETS: Record<string, string> = Object.fromEntries(
  [
    'AWS_SECRET_ACCESS_KEY',
    'SSH_AUTH_SOCK',
    'NPM_TOKEN',
    'npm_config__authToken',
    'GITHUB_TOKEN',
    'DECK_TOKEN',
    'DECK_PASSWORD',
    'PANE_SECRET',
    'EBPF_TALK_SECRET',
    'CARGO_REGISTRY_TOKEN',
    'XDG_RUNTIME_DIR',
    'LESSOPEN',
    'GIT_CONFIG_VALUE_7',
  ].map((name) => [name, `/${WORD}/${name}`]),
);
const env = {
  ...process.env,
  ...SECRETS,
  NODE_OPTIONS: `--title=${WORD}-node`,
  BASH_ENV: `/${WORD}/bash`,
  ENV: `/${WORD}/sh`,
  PS4: WORD,
  // A pane has its own.
  GIT_CONFIG_COUNT: '0',
};

/** Prints environment and command line of every process that the pane can see. */
const EVERYWHERE = `for d in /proc/[0-9]*; do echo "process $d"; cat $d/environ $d/cmdline | tr '\\0' '\\n'; done`;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'deck-environment-'));
});
afterEach(async () => {
  await endDecks();
  rmSync(dir, { recursive: true });
});

/** Prints the shell's environment in several ways, and looks for secrets in it. @returns all of the output. */
async function look(deck: Deck, ref: PaneName, rows: number, sudo: boolean): Promise<string> {
  const peer = new SocketPeer(deck, ref, { cols: 100, rows });
  await peer.connect();
  await peer.shows(/\$ *$/m);
  let all = '';
  for (const [n, command] of [
    'env',
    'export -p',
    'cat /proc/self/environ /proc/1/environ /proc/$PPID/environ | tr "\\0" "\\n"',
    'sh -c "env; export -p"',
    EVERYWHERE,
    ...(sudo ? ['sudo -E env', 'sudo env', `sudo sh -c '${EVERYWHERE.replaceAll("'", '"')}'`] : []),
  ].entries()) {
    const file = join(dir, String(n));
    peer.input(`(${command}) >${file} 2>&1; echo done-$((${n} + 0))\r`);
    await peer.shows(new RegExp(`^done-${n}$`, 'm'));
    const output = readFileSync(file, 'utf8');
    expect(output, command).toMatch(/^(declare -x |export )?PATH=/m);
    all += output;
  }
  peer.dispose();
  expect(all).not.toContain(WORD);
  expect(all).not.toContain(deck.token);
  for (const name of [...Object.keys(SECRETS), 'NODE_OPTIONS', 'BASH_ENV', 'PANE_NONCE', 'PANE_RC']) {
    expect(all).not.toMatch(new RegExp(`^(declare -x |export )?${name}=`, 'm'));
  }
  expect(all).not.toMatch(/GIT_CONFIG_COUNT="?0/);
  return all;
}

it('keeps the server’s variables out of a pane without root', async () => {
  const deck = await startDeck(['--port', '4810', '--talk', 'tests/support/plain'], { env });
  await deck.line(/^live plain$/);
  const all = await look(deck, PLAIN, 14, false);
  expect(all).toMatch(/^process \/proc\/1$/m);
});

itAsRoot('keeps them out of the lab’s panes, and out of what sudo -E runs there', async () => {
  const deck = await startDeck(['--port', '4810'], { env });
  await deck.line(/^live process-tracker$/);
  const all = await look(deck, { demo: 'process-tracker', pane: 'shell' }, 7, true);
  expect(all).toMatch(/^SUDO_COMMAND=/m);

  // From outside: the root part and all that it started, including the network and its services.
  await deck.line(/^live ping-monitor$/);
  // Its folder in the cgroup tree is named after it.
  const [folder] = tracesOf(deck.process.pid!).cgroups;
  const root = pidsOf(tracesOf(Number(folder!.split('-').pop())));
  expect(root.length).toBeGreaterThanOrEqual(9);
  // Those that are still there: short ones come and go.
  const tainted = root.filter(
    (pid) => nameOf(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(WORD),
  );
  expect(tainted.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))).toEqual(
    [],
  );
});

it('keeps them out of a pane without a process namespace, too', async () => {
  Object.assign(process.env, SECRETS);
  const panes = new PlainPanes(
    () => {},
    () => ({ kind: 'session', why: 'the test says so' }),
  );
  try {
    const nonce = 'a-nonce-of-this-pane';
    const order = { cols: 80, rows: 24, cwd: dir, env: paneEnv(process.env, {}), rc: bashRc(nonce), nonce };
    const { pty } = panes.start(order, () => {});
    const file = join(dir, 'environment');
    pty.write(`cat /proc/self/environ /proc/$PPID/environ >${file}.new; mv ${file}.new ${file}\n`);
    await until(() => existsSync(file), 'the shell never wrote its environment');
    const output = readFileSync(file, 'utf8');
    expect(output.match(/(^|\0)PATH=/g)).toHaveLength(2);
    expect(output).not.toContain(WORD);
    // A program that knows the nonce could print marks that the deck believes.
    expect(output).not.toContain(nonce);
  } finally {
    for (const name of Object.keys(SECRETS)) delete process.env[name];
    await panes.dispose();
  }
});
