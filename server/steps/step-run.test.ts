// A run of a step ends, whatever the command, the shell and a hand do.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ended, openSteps, QUICK, type TestStep } from './shell-fixture.ts';

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
    const { give } = openSteps([
      { id: 'one', command },
      { id: 'two', command: 'ran two' },
    ]);
    expect(await give('one')).toMatchObject(end);
  });

  it('and the next one can be given', async () => {
    const { give, lines } = openSteps([
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
    'PROMPT_COMMAND=\'PS1="demo> "\'',
  ])('after %s, the step ends and the next ones run', async (command) => {
    const { give, lines } = openSteps([
      { id: 'one', command },
      { id: 'two', command: 'ran two' },
      { id: 'three', command: 'ran "three  words"' },
    ]);
    expect(await give('one')).toMatchObject({ state: 'met' });
    expect(await give('two')).toMatchObject({ state: 'met' });
    expect(await give('three')).toMatchObject({ state: 'met' });
    expect(lines()).toEqual(['two', 'three  words']);
  });

  it('a changed prompt gets them back, and keeps its words', async () => {
    const { give, session } = openSteps([
      { id: 'one', command: 'PROMPT_COMMAND=\'PS1="demo> "\' PS2="demo> "' },
      { id: 'two', command: 'ran two' },
    ]);
    await give('one');
    session.input("echo 'open\r");
    await give('two');
    expect(session.shell.state).toBe('prompt');
    expect(session.cursorLine()).toBe('demo> ');
  });

  it('a command that is met was read by its shell, which a hand then interrupts', async () => {
    const ids = ['two', 'three', 'four', 'five'];
    const { give, lines, session } = openSteps([
      { id: 'one', command: 'exec bash --norc' },
      ...ids.map((id) => ({ id, command: `ran ${id}` })),
    ]);
    await give('one');
    for (const id of ids) {
      expect(await give(id)).toMatchObject({ state: 'met' });
      session.input('\x03');
    }
    expect(lines()).toEqual(ids);
  });

  it.each(['bash --norc', 'cat', 'sh'])(
    '%s is met when it waits for keys, and holds the next step',
    async (command) => {
      const { give, steps, held, until, lines, session } = openSteps([
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

describe('a prefilled line', () => {
  const FILLED: TestStep[] = [{ id: 'filled', command: 'ran filled', run: 'prefill', keysPerSecond: 500 }];
  const prefilled = async () => {
    const shells = openSteps(FILLED);
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
    const { give, session, steps, until, view } = openSteps(
      [
        { ...NEST[0]!, command: 'while read -rsn1 -p "nest> " key; do printf x; done', expect: /nest> $/ },
        NEST[1]!,
      ],
      {
        bounds: { ...QUICK, prompt: 2000 },
      },
    );
    await give('nested');
    steps.act('demo', 'inside', 'run');
    expect(await until('inside', 'unmet')).toBe('unmet');
    expect(view('inside').why).toContain('not as prepared');
    expect(session.text()).not.toContain('^C');
  });

  it('the step is held while it does not match, and skipped by the next press', async () => {
    const { steps, held, until } = openSteps([{ id: 'one', command: 'ran one', ready: /NEVER/ }]);
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
    const { give, session, lines } = openSteps([
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
