// Steps against real bash on a real PTY, without the lab: typing, expectations, held and skipped steps.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { StepState } from '../../protocol/step.ts';
import { ended, openShells, type ShellFixture, type TestStep } from './shell-fixture.ts';

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

let open: ShellFixture | undefined;
afterEach(() => {
  open?.dispose();
  open = undefined;
});

function show(steps = STEPS, options: Parameters<typeof openShells>[1] = {}) {
  const surroundings = {
    finds: (program: string) => program === 'bash',
    has: (_: string, path: string) => path === 'made',
  };
  const shells = openShells(steps, { surroundings, ...options });
  open = shells;
  return {
    ...shells,
    run(id: string) {
      const outcome = shells.steps.act('demo', id, 'run');
      shells.steps.act('demo', id, 'complete');
      return outcome;
    },
    until: async (id: string, ...states: StepState[]) =>
      (await shells.until(id, ({ state }) => states.includes(state))).state,
    held: async (id: string) => (await shells.until(id, ({ held }) => held !== undefined)).held,
  };
}

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

describe('a step that starts nothing ends', () => {
  const commands: [command: string, end: object][] = [
    ['# how many lines?', { state: 'met' }],
    ['   ', { state: 'met' }],
    ['echo (', { state: 'unmet', why: expect.stringContaining('syntax error') }],
    ['if true', { state: 'unmet', why: expect.stringContaining('not complete') }],
    ["echo 'open", { state: 'unmet', why: expect.stringContaining('not complete') }],
    ['cat <<END', { state: 'unmet', why: expect.stringContaining('not complete') }],
    ['no-such-command', { state: 'unmet', why: expect.stringContaining('127') }],
    ['exit 3', { state: 'unmet', why: 'the shell has ended' }],
    ['exec true', { state: 'unmet', why: 'the shell has ended' }],
    ['kill -9 $$', { state: 'unmet', why: 'the shell has ended' }],
  ];
  it.each(commands)('%s', async (command, end) => {
    const { give } = show([
      { id: 'one', command },
      { id: 'two', command: 'ran two' },
    ]);
    expect(await give('one')).toMatchObject(end);
  });

  it('and the next one can be given', async () => {
    const { give, lines } = show([
      { id: 'one', command: '# only a comment' },
      { id: 'two', command: 'echo (' },
      { id: 'three', command: "echo 'open" },
      { id: 'four', command: 'ran four' },
    ]);
    for (const id of ['one', 'two', 'three']) await give(id);
    expect(await give('four')).toMatchObject({ state: 'met' });
    expect(lines()).toEqual(['four']);
  });
});

describe('where the marks are lost', () => {
  it.each([
    "PS1='demo> '; PROMPT_COMMAND=",
    'exec bash --norc',
    'exec env PS1="new> " bash --norc',
    "PS1='demo> ' PROMPT_COMMAND= PS0=",
  ])('after %s, the step ends and the next ones run', async (command) => {
    const { give, lines } = show([
      { id: 'one', command },
      { id: 'two', command: 'ran two' },
      { id: 'three', command: 'ran "three  words"' },
    ]);
    expect(await give('one')).toMatchObject({ state: 'met' });
    expect(await give('two')).toMatchObject({ state: 'met' });
    expect(await give('three')).toMatchObject({ state: 'met' });
    expect(lines()).toEqual(['two', 'three  words']);
  });

  it.each(['bash --norc', 'cat', 'sh'])(
    '%s is met when it waits for keys, and holds the next step',
    async (command) => {
      const { give, steps, held, until, lines, session } = show([
        { id: 'one', command },
        { id: 'two', command: 'ran two' },
      ]);
      expect(await give('one')).toMatchObject({ state: 'met' });
      steps.act('demo', 'two', 'run');
      expect(await held('two')).toMatchObject({
        why: `${command.split(' ')[0]} runs in its pane`,
        next: 'skip',
      });
      session.input('\x04');
      expect(await until('two', 'met')).toBe('met');
      expect(lines()).toEqual(['two']);
    },
  );
});

describe('steps keep their order across panes', () => {
  const TWO = { panes: ['shell', 'other'] };
  const STEPS: TestStep[] = [
    { id: 'first', command: 'sleep 0.4; echo attached; sleep 30', expect: /^attached/m, timeoutMs: 3000 },
    { id: 'second', pane: 'other', command: 'ran second' },
  ];

  it('a step waits for an earlier one that was begun, and then begins by itself', async () => {
    const { steps, held, until, view } = show(STEPS, TWO);
    steps.act('demo', 'first', 'run');
    steps.act('demo', 'second', 'run');
    expect(await held('second')).toEqual({ why: 'first has not ended yet', next: 'type' });
    await until('second', 'typing');
    expect(view('first').state).toBe('met');
    expect(view('second').held).toBeUndefined();
    expect(await until('second', 'met')).toBe('met');
  });

  it('the next press types it now, but not one that comes at the same time', async () => {
    const { steps, held, until, view } = show(STEPS, TWO);
    steps.act('demo', 'first', 'run');
    steps.act('demo', 'second', 'run');
    steps.act('demo', 'second', 'run');
    await held('second');
    expect(view('second').state).toBe('waiting');
    await sleep(130);
    steps.act('demo', 'second', 'run');
    await until('second', 'met');
    expect(view('first').state).not.toBe('met');
  });

  it('a step that was never given holds nothing', async () => {
    const { give } = show(STEPS, TWO);
    expect(await give('second')).toMatchObject({ state: 'met' });
  });

  it('the hold lasts as long as the earlier step may take', async () => {
    const slow = { ...STEPS[0]!, command: 'echo nothing; sleep 30', timeoutMs: 300 };
    const { steps, until } = show([slow, STEPS[1]!], TWO);
    steps.act('demo', 'first', 'run');
    steps.act('demo', 'second', 'run');
    expect(await until('second', 'met')).toBe('met');
    expect(await until('first', ...ENDS)).toBe('unmet');
  });

  it('`after: false` takes a step out of the order', async () => {
    const { steps, until, view } = show([STEPS[0]!, { ...STEPS[1]!, after: false }], TWO);
    steps.act('demo', 'first', 'run');
    steps.act('demo', 'second', 'run');
    await until('second', 'met');
    expect(view('first').state).not.toBe('met');
    const out = show([{ ...STEPS[0]!, after: false }, STEPS[1]!], TWO);
    out.steps.act('demo', 'first', 'run');
    expect(await out.give('second')).toMatchObject({ state: 'met' });
    expect(out.view('first').state).not.toBe('met');
    out.dispose();
  });

  it('a page that moves away drops the step that is held', async () => {
    const { steps, held, until, view } = show(STEPS, TWO);
    steps.act('demo', 'first', 'run');
    steps.act('demo', 'second', 'run');
    await held('second');
    steps.act('demo', 'second', 'drop');
    expect(view('second')).toEqual({ demo: 'demo', pane: 'other', step: 'second', state: 'waiting' });
    await until('first', 'met');
    await sleep(120);
    expect(view('second').state).toBe('waiting');
  });

  it('gives all earlier steps quickly, in order', async () => {
    const all = [
      { id: 'a', command: 'ran a', keysPerSecond: 2 },
      { id: 'b', pane: 'other', command: 'sleep 0.3; ran b', keysPerSecond: 2, run: 'prefill' },
      { id: 'c', command: 'ran c', keysPerSecond: 2 },
      { id: 'd', command: 'ran d' },
    ];
    const { steps, until, lines, view } = show(all, TWO);
    steps.act('demo', 'a', 'recorded');
    steps.give('demo', 'd');
    expect(await until('c', 'met')).toBe('met');
    expect(lines()).toEqual(['a', 'b', 'c']);
    expect(view('d').state).toBe('waiting');
    expect(() => steps.give('demo', 'nope')).toThrow('no step nope');
  });
});

describe('giving the steps before one', () => {
  const SLOW: TestStep[] = [
    { id: 'a', command: 'ran a; sleep 0.3' },
    { id: 'b', command: 'ran b' },
    { id: 'c', command: 'ran c' },
    { id: 'd', command: 'ran d' },
  ];

  it('asked for twice, runs each once', async () => {
    const { steps, until, lines } = show(SLOW);
    steps.give('demo', 'd');
    steps.give('demo', 'd');
    await until('c', 'met');
    expect(lines()).toEqual(['a', 'b', 'c']);
  });

  it('stops when the demo is reset', async () => {
    const { steps, until, lines, view, session } = show(SLOW);
    steps.give('demo', 'd');
    await until('a', 'running');
    steps.reset('demo');
    await expect.poll(() => session.shell.state).toBe('prompt');
    await sleep(200);
    expect(lines()).toEqual(['a']);
    expect(view('b').state).toBe('waiting');
  });

  it('leaves out a step that a pane without an end keeps busy, and goes on', async () => {
    const { steps, session, until, lines } = show([SLOW[0]!, { ...SLOW[1]!, pane: 'other' }, SLOW[2]!], {
      panes: ['shell', 'other'],
      bounds: { prompt: 600, interrupt: 100, answer: 400, start: 500, quiet: 200, echo: 300 },
    });
    await expect.poll(() => session.shell.state).toBe('prompt');
    session.input('sleep 30\r');
    await expect.poll(() => session.shell.state).toBe('running');
    steps.give('demo', 'c');
    await until('a', 'skipped');
    await until('b', 'met');
    expect(lines()).toEqual(['b']);
  });
});

describe('a prefilled line', () => {
  const FILLED: TestStep[] = [{ id: 'filled', command: 'ran filled', run: 'prefill', keysPerSecond: 500 }];
  const prefilled = async () => {
    const shells = show(FILLED);
    shells.steps.act('demo', 'filled', 'run');
    await expect.poll(() => shells.session.cursorLine()).toMatch(/ran filled$/);
    return shells;
  };

  it('is run by Next', async () => {
    const { steps, until, lines, view } = await prefilled();
    steps.act('demo', 'filled', 'complete');
    await until('filled', 'met');
    expect(lines()).toEqual(['filled']);
    expect(view('filled').how).toBe('typed');
  });

  it('is run by Enter', async () => {
    const { session, until, lines, view } = await prefilled();
    session.input('\r');
    await until('filled', 'met');
    expect(lines()).toEqual(['filled']);
    expect(view('filled').how).toBe('typed');
  });

  it('that a hand has changed is the hand’s: Next says so, and then puts the prepared one back', async () => {
    const { session, steps, held, until, lines } = await prefilled();
    session.input(' and more');
    await expect.poll(() => session.cursorLine()).toMatch(/and more$/);
    steps.act('demo', 'filled', 'complete');
    expect(await held('filled')).toMatchObject({ next: 'type' });
    expect(lines()).toEqual([]);
    steps.act('demo', 'filled', 'complete');
    await expect.poll(() => session.cursorLine()).toMatch(/\$ ran filled$/);
    expect(lines()).toEqual([]);
    steps.act('demo', 'filled', 'complete');
    await until('filled', 'met');
    expect(lines()).toEqual(['filled']);
  });

  it('that a hand has changed and entered stood in for it', async () => {
    const { session, until, lines, view } = await prefilled();
    session.input(' and more\r');
    await until('filled', 'met');
    expect(lines()).toEqual(['filled and more']);
    expect(view('filled')).toMatchObject({ how: 'instead', instead: 'ran filled and more' });
  });

  it('that a hand throws away ends as skipped', async () => {
    const { session, until, view, lines } = await prefilled();
    session.input('\x03');
    await until('filled', 'skipped');
    expect(view('filled').why).toBe('its line was thrown away');
    expect(lines()).toEqual([]);
  });

  it('ends when its shell does', async () => {
    const { session, until } = await prefilled();
    session.input('\x15\x04');
    expect(await until('filled', 'unmet')).toBe('unmet');
  });
});

describe('behind a `ready` pattern', () => {
  const NEST: TestStep[] = [
    { id: 'nested', command: "PS1='nest> ' sh", expect: /nest> $/ },
    { id: 'inside', command: 'ran inside', ready: /nest> $/, expect: /done|found/ },
  ];

  it('what echoes otherwise than it was prepared is not entered, and nothing is interrupted', async () => {
    const { give, session, steps, until, view } = show(
      [
        { ...NEST[0]!, command: 'while read -rsn1 -p "nest> " key; do printf x; done', expect: /nest> $/ },
        NEST[1]!,
      ],
      { bounds: { prompt: 2000, interrupt: 100, answer: 400, start: 500, quiet: 200, echo: 300 } },
    );
    await give('nested');
    steps.act('demo', 'inside', 'run');
    expect(await until('inside', 'unmet')).toBe('unmet');
    expect(view('inside').why).toContain('not as prepared');
    expect(session.text()).not.toContain('^C');
  });

  it('the step is held while it does not match, and skipped by the next press', async () => {
    const { steps, held, until } = show([{ id: 'one', command: 'ran one', ready: /NEVER/ }]);
    steps.act('demo', 'one', 'run');
    expect(await held('one')).toEqual({ why: 'its pane does not show /NEVER/ yet', next: 'skip' });
    await sleep(130);
    steps.act('demo', 'one', 'run');
    expect(await until('one', 'skipped')).toBe('skipped');
  });
});

describe('what a program that died has left on is turned off at the prompt', () => {
  it.each([
    ['mouse, focus and application keys', '\\e[?1000h\\e[?1006h\\e[?1004h\\e[?1h\\e='],
    ['the alternate screen', '\\e[?1049h'],
    ['a hidden cursor, and no wrapping', '\\e[?25l\\e[?7l'],
    ['insert mode and brackets around pastes', '\\e[4h\\e[?2004h'],
  ])('%s', async (_, on) => {
    const { give, session, lines } = show([
      { id: 'one', command: `printf '${on}'` },
      { id: 'two', command: 'ran two' },
    ]);
    expect(ended(await give('one'))).toBe(true);
    await expect.poll(() => session.leftOn()).toBe('');
    await expect.poll(() => session.cursorLine()).toMatch(/^\$ $/);
    expect(await give('two')).toMatchObject({ state: 'met' });
    expect(lines()).toEqual(['two']);
    expect(session.text()).toContain('$ ran two');
  });
});
