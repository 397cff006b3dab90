// Panes without root on real terminals: keys, status, and that no process outlives its pane.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bashRc } from '../terminal/marks.ts';
import { Session } from '../terminal/session.ts';
import { paneEnv } from './pane-env.ts';
import { type Containment, PlainPanes } from './plain-panes.ts';

const nonce = '0123456789abcdef';
const open = new Set<PlainPanes>();
afterEach(async () => {
  for (const panes of open) await panes.dispose();
  open.clear();
});

function startPane(panes: PlainPanes) {
  open.add(panes);
  const env = paneEnv({}, {});
  const order = { cols: 80, rows: 24, cwd: '/tmp', env, rc: bashRc(nonce), nonce };
  const shell = panes.start(order, () => session.finish(null));
  const pane = { id: 'p', title: 'p', cols: 80, rows: 24, cwd: '.', env: {} };
  const session: Session = new Session('d', pane, shell.pty, nonce);
  session.watch({ exit: () => shell.end() });
  const shown = async (pattern: RegExp) => {
    for (let waited = 0; waited < 4000; waited += 20) {
      if (pattern.test(session.text())) return session.text();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`never showed ${pattern}; it shows:\n${session.text()}`);
  };
  const exit = new Promise<number | null>((resolve) => session.watch({ exit: resolve }));
  return { session, shell, shown, exit };
}

/** Processes with this word in their command line; with `program`, those that have become it. */
function running(word: string, program?: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.includes(word) && (program === undefined || words[0] === program);
      } catch {
        return false;
      }
    });
}

async function gone(word: string): Promise<number[]> {
  for (let waited = 0; waited < 5000 && running(word).length > 0; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return running(word);
}

const alone: () => Containment = () => ({ kind: 'session', why: 'the test says so' });
const ways: [string, () => PlainPanes][] = [
  ['as this system allows', () => new PlainPanes(() => {})],
  ['without a namespace', () => new PlainPanes(() => {}, alone)],
];

describe.each(ways)('a pane without root, %s', (_name, make) => {
  it('is a terminal with job control and its own environment', async () => {
    const { session, shown } = startPane(make());
    await shown(/\$/);
    session.input('sleep 100\n');
    await shown(/sleep 100/);
    await new Promise((resolve) => setTimeout(resolve, 200));
    session.input('\x03');
    session.input('echo "status $?"; stty size; tty; sleep 50 & jobs; kill %1; ls -m /proc/self/fd; env\n');
    const text = await shown(/TERM=xterm-256color[\s\S]*\n\$$/);
    expect(text).toMatch(/status 130/);
    expect(text).toMatch(/\[1\]\+ +Running +sleep 50/);
    expect(text).toMatch(/24 80\n\/dev\/pts\/\d+\n/);
    expect(text).not.toMatch(/cannot set terminal process group|no job control/);
    expect(text).not.toMatch(/ 9,|PANE_RC|PANE_NONCE|0123456789abcdef/m);
  });

  it('ends with the shell’s status, after its last output', async () => {
    const { session, shown, exit } = startPane(make());
    await shown(/\$/);
    session.input('seq 20000; exit 7\n');
    expect(await exit).toBe(7);
    expect(session.text()).toMatch(/19999\n20000\nexit\s*$/);
  });

  it('leaves no process behind, not even detached ones', async () => {
    const word = String(1_000_000 + Math.floor(Math.random() * 1_000_000));
    const { session, shown } = startPane(make());
    await shown(/\$/);
    session.input(
      `nohup sleep ${word} >/dev/null & setsid sleep ${word} & (sleep ${word} &); trap '' HUP TERM; sleep ${word}\n`,
    );
    // Five for a moment: setsid forks, and its first process still has the word.
    for (let waited = 0; waited < 5000 && running(word).length !== 4; waited += 20)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(running(word)).toHaveLength(4);
    session.dispose();
    expect(await gone(word)).toEqual([]);
  });

  // The graces are short, and a busy machine may need a whole one to run a trap; such a run proves nothing.
  it('sends HUP, then TERM, to detached and stopped processes, gives them time, and then kills them', {
    retry: 3,
  }, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'pane-order-'));
    try {
      const log = join(dir, 'log');
      const stubborn = join(dir, 'stubborn.sh');
      const word = String(1_000_000 + Math.floor(Math.random() * 1_000_000));
      writeFileSync(
        stubborn,
        `for s in HUP TERM; do trap "echo $1 $s \\$EPOCHREALTIME >>${log}" $s; done
         echo $1 ready >>${log}
         while :; do sleep 0.02; done\n`,
      );
      const { session, shown } = startPane(make());
      await shown(/\$/);
      session.input(
        `setsid bash ${stubborn} detached ${word} & (bash ${stubborn} forked ${word} &); bash ${stubborn} stopped ${word} &\n`,
      );
      const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
      for (let waited = 0; waited < 5000 && lines().length < 3; waited += 20)
        await new Promise((resolve) => setTimeout(resolve, 20));
      session.input('kill -STOP $!; sleep 0.1; jobs\n');
      await shown(/Stopped/);
      const began = Date.now();
      session.dispose();
      expect(await gone(word)).toEqual([]);
      // 0.7 s on a quiet machine.
      expect(Date.now() - began).toBeLessThan(3000);
      for (const name of ['detached', 'forked', 'stopped']) {
        const signals = lines()
          .map((line) => line.split(' '))
          .filter(([who, , at]) => who === name && at !== undefined);
        // The terminal's hangup may be one more HUP, and a process that the handler just forked may log a signal too.
        const first = (name: string) => signals.find(([, signal]) => signal === name)?.[2];
        expect(signals[0]?.[1], name).toBe('HUP');
        const ms = (Number(first('TERM')) - Number(first('HUP'))) * 1000;
        // When bash gets a hangup, it sends both to a stopped job itself.
        expect(ms, `${name}: between HUP and TERM`).toBeGreaterThan(name === 'stopped' ? 0 : 200);
      }
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('ends when its first process is killed', async () => {
    const { session, shell, shown, exit } = startPane(make());
    await shown(/\$/);
    session.input('sleep 123456\n');
    await shown(/sleep 123456/);
    process.kill(shell.pty.pid, 'SIGKILL');
    expect(await exit).toBe(null);
  });
});

it('at its start ends detached processes of decks that have ended, and none of a running deck', async () => {
  const word = String(1_000_000 + Math.floor(Math.random() * 1_000_000));
  const { session, shown } = startPane(new PlainPanes(() => {}, alone));
  await shown(/\$/);
  session.input(`setsid sleep ${word} & setsid env DECK_PANE="\${DECK_PANE%.*.*}.1.x" sleep ${word} &\n`);
  // Before `env` has become `sleep`, it has the deck's mark.
  for (let waited = 0; waited < 5000 && running(word, 'sleep').length < 2; waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const notes: string[] = [];
  await new PlainPanes((line) => notes.push(line)).endLeftovers();
  // In one mark, the start time is not that of the process with the deck's pid.
  expect(notes).toEqual(['ended what an earlier run left behind (processes of its terminals: 1)']);
  expect(running(word)).toHaveLength(1);
});

it('says once what is different without a namespace', async () => {
  const notes: string[] = [];
  const panes = new PlainPanes((line) => notes.push(line), alone);
  startPane(panes);
  startPane(panes);
  expect(notes.join('\n')).toMatch(/the test says so[\s\S]*kill -9/);
  expect(notes).toHaveLength(2);
});

it('has a process namespace where the system allows it', () => {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user'];
  let allowed = true;
  try {
    execFileSync('unshare', [...user, '--pid', '--fork', '--mount-proc', 'true'], { stdio: 'ignore' });
  } catch {
    allowed = false;
  }
  const notes: string[] = [];
  startPane(new PlainPanes((line) => notes.push(line)));
  expect(notes.length).toBe(allowed ? 0 : 2);
});
