// Steps against real bash on a real PTY, without the lab: typing, expectations, held and skipped steps.
import { spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StepState } from '../../protocol/step.ts';
import { parseTalk } from '../../protocol/talk.ts';
import { bashRc } from '../terminal/marks.ts';
import { openPty } from '../terminal/pty.ts';
import { Session } from '../terminal/session.ts';
import { Steps } from './steps.ts';

const pane = { id: 'shell', title: 'shell', cols: 80, rows: 10, cwd: '.' };
const talk = parseTalk(
  {
    title: 't',
    sections: [],
    demos: [
      {
        id: 'demo',
        title: 'demo',
        needs: [],
        workspace: 'stage',
        panes: [pane],
        steps: [
          { id: 'hello', pane: 'shell', label: 'hello', command: 'echo hello | tr h j', expect: /jello/ },
          { id: 'wrong', pane: 'shell', label: 'wrong', command: 'echo hello', expect: /goodbye/ },
          { id: 'fails', pane: 'shell', label: 'fails', command: 'false' },
          { id: 'stays', pane: 'shell', label: 'stays', command: 'echo up; sleep 30', expect: /^up/m },
          { id: 'after', pane: 'shell', label: 'after', command: 'echo after', expect: /after/ },
          { id: 'breaks', pane: 'shell', label: 'breaks', command: 'echo in', interrupt: true },
          { id: 'nested', pane: 'shell', label: 'nested', command: "PS1='nest> ' sh", expect: /nest> $/ },
          { id: 'filled', pane: 'shell', label: 'filled', command: 'echo filled | tr f F', run: 'prefill' },
          {
            id: 'lacks',
            pane: 'shell',
            label: 'lacks',
            command: 'no-such-program',
            needs: ['bash', 'no-such-program'],
          },
          {
            id: 'stands-in',
            pane: 'shell',
            label: 'stands in',
            command: 'no-such-program',
            needs: ['bash', 'no-such-program'],
            instead: 'echo stand-in | tr a-z A-Z',
            expect: /never/,
          },
          { id: 'makes', pane: 'shell', label: 'makes', command: 'echo make', makes: 'made' },
          {
            id: 'has',
            pane: 'shell',
            label: 'has',
            command: 'echo had | tr h H',
            needs: ['bash'],
            expect: /Had/,
          },
          { id: 'inside', pane: 'shell', label: 'inside', command: 'echo deep', ready: /nest> $/ },
        ],
      },
    ],
  },
  'test',
);

const NO_FILES = {
  find: () => {
    throw new Error('no file');
  },
  finished: () => '',
};

const cleanup: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanup.splice(0)) undo();
});

function show() {
  const dir = mkdtempSync(join(tmpdir(), 'steps-'));
  const pty = openPty(80, 10);
  const session = new Session('demo', talk.demos[0]!.panes[0]!, pty, 'nonce');
  writeFileSync(join(dir, 'rc'), bashRc('nonce'));
  const tty = openSync(pty.tty, constants.O_RDWR | constants.O_NOCTTY);
  // Only root can take over a terminal that another process controls; without that, there is no Ctrl-C.
  const bash = spawn(
    'setsid',
    [...(ROOT ? ['-c'] : []), 'bash', '--noprofile', '--rcfile', join(dir, 'rc'), '-i'],
    {
      stdio: [tty, tty, tty],
      env: { PATH: process.env.PATH, TERM: 'xterm-256color', HOME: dir },
    },
  );
  closeSync(tty);
  const steps = new Steps(talk, () => session, NO_FILES, {
    finds: (program) => program === 'bash',
    has: (_, path) => path === 'made',
  });
  cleanup.push(() => {
    steps.dispose();
    bash.kill('SIGKILL');
    session.dispose();
    rmSync(dir, { recursive: true, force: true });
  });
  const until = (id: string, ...states: StepState[]) =>
    new Promise<StepState>((resolve) => {
      const now = steps.view().find((view) => view.step === id)!.state;
      if (states.includes(now)) return resolve(now);
      const watch = steps.onChange((view) => {
        if (view.step !== id || !states.includes(view.state)) return;
        watch.dispose();
        resolve(view.state);
      });
    });
  const run = async (id: string) => {
    const outcome = await steps.act('demo', id, 'run');
    await steps.act('demo', id, 'complete');
    return outcome;
  };
  return { session, steps, run, until };
}

const ROOT = process.getuid?.() === 0;
const ENDS = ['met', 'unmet'] as const;

describe('Steps', () => {
  it('types, runs and checks', async () => {
    const { run, until, session } = show();
    expect(await run('hello')).toEqual({ kind: 'done' });
    expect(await until('hello', ...ENDS)).toBe('met');
    expect(session.text()).toContain('$ echo hello | tr h j\njello');
    await run('wrong');
    expect(await until('wrong', ...ENDS)).toBe('unmet');
    await run('fails');
    expect(await until('fails', ...ENDS)).toBe('unmet');
  });

  it('runs a step once, however often pages ask for it', async () => {
    const { run, until, session } = show();
    await run('hello');
    await until('hello', ...ENDS);
    await run('hello');
    await run('hello');
    await run('fails');
    await until('fails', ...ENDS);
    expect(session.text().match(/jello/g)).toHaveLength(1);
  });

  it('holds a step while its pane is busy, and skips it on request', async () => {
    const { run, until, steps } = show();
    await run('stays');
    expect(await until('stays', ...ENDS)).toBe('met');
    expect(await run('after')).toEqual({ kind: 'held', why: 'its pane is busy', next: 'skip' });
    await steps.act('demo', 'after', 'skip');
    expect(await until('after', 'skipped')).toBe('skipped');
  });

  it('skips a step whose program is missing, or types its `instead`', async () => {
    const { run, until, session, steps } = show();
    for (const id of ['lacks', 'makes']) {
      expect(await run(id)).toEqual({ kind: 'done' });
      expect(await until(id, ...ENDS, 'skipped')).toBe('skipped');
    }
    await run('stands-in');
    expect(await until('stands-in', ...ENDS)).toBe('met');
    const replaced = () => steps.view().filter(({ instead }) => instead !== undefined);
    expect(replaced()).toMatchObject([{ step: 'stands-in', instead: 'echo stand-in | tr a-z A-Z' }]);
    await run('has');
    expect(await until('has', ...ENDS)).toBe('met');
    expect(session.text()).toMatch(/STAND-IN\n[^\n]*echo had/);
    expect(session.text()).not.toMatch(/no-such-program|make/);
    steps.reset('demo');
    expect(replaced()).toEqual([]);
  });

  it.runIf(ROOT)('interrupts a running command when the step has `interrupt` (needs root)', async () => {
    const { run, until } = show();
    await run('stays');
    expect(await until('stays', ...ENDS)).toBe('met');
    await run('breaks');
    expect(await until('breaks', ...ENDS)).toBe('met');
  });

  it('before typing, clears text typed by hand', async () => {
    const { run, until, session } = show();
    await run('fails');
    await until('fails', ...ENDS);
    // Before the shell reads keys itself, the terminal echoes them, which can't be undone.
    await expect.poll(() => session.cursorLine()).toMatch(/^\$ *$/);
    session.input('rm -rf nonsense');
    await run('hello');
    expect(await until('hello', ...ENDS)).toBe('met');
    expect(session.text()).not.toContain('nonsense');
  });

  it('continues inside a nested shell, by its prompt', async () => {
    const { run, until, session } = show();
    await run('nested');
    expect(await until('nested', ...ENDS)).toBe('met');
    await run('inside');
    expect(await until('inside', ...ENDS)).toBe('met');
    expect(session.text()).toContain('nest> echo deep\ndeep');
  });

  it('leaves Enter of a prefilled command to the speaker', async () => {
    const { run, until, session, steps } = show();
    await run('filled');
    await until('filled', 'typing');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(session.text()).toMatch(/\$ echo filled \| tr f F$/);
    await steps.act('demo', 'filled', 'complete');
    expect(await until('filled', ...ENDS)).toBe('met');
    expect(session.text()).toContain('Filled');
  });

  it('sets a demo back', async () => {
    const { run, until, steps } = show();
    await run('hello');
    await until('hello', ...ENDS);
    steps.reset('demo');
    expect(steps.view().every((view) => view.state === 'waiting')).toBe(true);
  });
});
