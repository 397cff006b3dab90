// Steps against real bash on a real PTY, without the lab: typing, expectations, held and skipped steps.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openSteps, type TestStep } from './shell-fixture.ts';

const NEEDS = { needs: ['bash', 'no-such-program'], command: 'no-such-program' };

const STEPS: TestStep[] = [
  { id: 'hello', command: 'echo hello | tr h j', expect: /jello/ },
  { id: 'wrong', command: 'echo hello', expect: /goodbye/ },
  { id: 'fails', command: 'false' },
  { id: 'stays', command: 'echo up; sleep 30', expect: /^up/m },
  { id: 'after', command: 'echo after', expect: /after/ },
  { id: 'breaks', command: 'echo in', interrupt: true },
  { id: 'nested', command: "PS1='nest> ' sh", expect: /nest> $/ },
  { id: 'inside', command: 'echo deep', ready: /nest> $/g },
  { id: 'filled', command: 'echo filled | tr f F', run: 'prefill' },
  { id: 'lacks', ...NEEDS },
  { id: 'stands-in', ...NEEDS, instead: 'echo stand-in | tr a-z A-Z', expect: /never/ },
  { id: 'makes', command: 'echo make', makes: 'made' },
  { id: 'has', command: 'echo had | tr h H', needs: ['bash'], expect: /Had/ },
];

const show = () => openSteps(STEPS);

const ENDS = ['met', 'unmet'] as const;

describe('Steps', () => {
  it('types, runs and checks', async () => {
    const { run, until, session } = show();
    expect(run('hello')).toEqual({ kind: 'done' });
    expect(await until('hello', ...ENDS)).toBe('met');
    expect(session.text()).toContain('$ echo hello | tr h j\njello');
    run('wrong');
    expect(await until('wrong', ...ENDS)).toBe('unmet');
    run('fails');
    expect(await until('fails', ...ENDS)).toBe('unmet');
  });

  it('runs a step once, however often pages ask for it', async () => {
    const { run, until, session } = show();
    run('hello');
    await until('hello', ...ENDS);
    run('hello');
    run('hello');
    run('fails');
    await until('fails', ...ENDS);
    expect(session.text().match(/jello/g)).toHaveLength(1);
  });

  it('holds a step while its pane is busy, and skips it at the next press', async () => {
    const { run, until, steps, held } = show();
    run('stays');
    expect(await until('stays', ...ENDS)).toBe('met');
    expect(run('after')).toEqual({ kind: 'done' });
    expect(await held('after')).toEqual({ why: 'sleep runs in its pane', next: 'skip' });
    await sleep(150);
    steps.act('demo', 'after', 'run');
    expect(await until('after', 'skipped')).toBe('skipped');
  });

  it('skips a step whose program is missing, or types its `instead`', async () => {
    const { run, until, session, steps } = show();
    for (const id of ['lacks', 'makes']) {
      expect(run(id)).toEqual({ kind: 'done' });
      expect(await until(id, ...ENDS, 'skipped')).toBe('skipped');
    }
    run('stands-in');
    expect(await until('stands-in', ...ENDS)).toBe('met');
    const replaced = () => steps.view().filter(({ instead }) => instead !== undefined);
    expect(replaced()).toMatchObject([{ step: 'stands-in', instead: 'echo stand-in | tr a-z A-Z' }]);
    run('has');
    expect(await until('has', ...ENDS)).toBe('met');
    expect(session.text()).toMatch(/STAND-IN\n[^\n]*echo had/);
    expect(session.text()).not.toMatch(/no-such-program|make/);
    steps.reset('demo');
    expect(replaced()).toEqual([]);
  });

  it('interrupts a running command when the step has `interrupt`', async () => {
    const { run, until } = show();
    run('stays');
    expect(await until('stays', ...ENDS)).toBe('met');
    run('breaks');
    expect(await until('breaks', ...ENDS)).toBe('met');
  });

  it('before typing, clears text typed by hand', async () => {
    const { run, until, session } = show();
    run('fails');
    await until('fails', ...ENDS);
    // Before the shell reads keys itself, the terminal echoes them, which can't be undone.
    await expect.poll(() => session.cursorLine()).toMatch(/^\$ *$/);
    session.input('rm -rf nonsense');
    await expect.poll(() => session.cursorLine()).toContain('nonsense');
    run('hello');
    expect(await until('hello', ...ENDS)).toBe('met');
    expect(session.text()).toMatch(/\$ rm -rf nonsense\^C\n\$ echo hello/);
  });

  it('continues inside a nested shell, by its prompt', async () => {
    const { run, until, session } = show();
    run('nested');
    expect(await until('nested', ...ENDS)).toBe('met');
    run('inside');
    expect(await until('inside', ...ENDS)).toBe('met');
    expect(session.text()).toContain('nest> echo deep\ndeep');
  });

  it('leaves Enter of a prefilled command to the speaker', async () => {
    const { run, until, session, steps } = show();
    run('filled');
    await until('filled', 'typing');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(session.text()).toMatch(/\$ echo filled \| tr f F$/);
    steps.act('demo', 'filled', 'complete');
    expect(await until('filled', ...ENDS)).toBe('met');
    expect(session.text()).toContain('Filled');
  });

  it('sets a demo back', async () => {
    const { run, until, steps } = show();
    run('hello');
    await until('hello', ...ENDS);
    steps.reset('demo');
    expect(steps.view().every((view) => view.state === 'waiting')).toBe(true);
  });

  it('gives a skipped step its reason, and a step that another command stands in for that command', async () => {
    const { run, until, view } = show();
    run('lacks');
    await until('lacks', 'skipped');
    expect(view('lacks')).toMatchObject({ why: 'no-such-program is not here' });
    run('makes');
    await until('makes', 'skipped');
    expect(view('makes')).toMatchObject({ why: 'made is there already' });
    run('stands-in');
    await until('stands-in', 'met');
    expect(view('stands-in')).toMatchObject({ how: 'instead', instead: 'echo stand-in | tr a-z A-Z' });
    run('has');
    await until('has', 'met');
    expect(view('has')).toMatchObject({ how: 'typed' });
  });

  it('refuses a step that it does not know, in words for the page that asks', () => {
    const { steps } = show();
    expect(steps.act('demo', 'nope', 'run')).toMatchObject({ kind: 'held', next: 'skip' });
  });

  it('refuses a step in a shell that has ended, whose recording is to be shown', async () => {
    const { session, run, view } = show();
    await expect.poll(() => session.shell.state).toBe('prompt');
    session.input('exit\r');
    await expect.poll(() => session.ended).toBe(true);
    expect(run('hello')).toMatchObject({ kind: 'held', next: 'recording' });
    expect(view('hello').state).toBe('waiting');
  });

  it('remembers that a recording was shown instead, until the step is typed', async () => {
    const { run, until, steps, view } = show();
    steps.act('demo', 'hello', 'recorded');
    expect(view('hello')).toMatchObject({ state: 'waiting', how: 'recording' });
    run('hello');
    await until('hello', 'met');
    expect(view('hello')).toMatchObject({ how: 'typed' });
  });
});
