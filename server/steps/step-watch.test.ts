// When a step's command counts as met, as unmet, or as over: in its own pane, behind another prompt, in other panes.
import { describe, expect, it } from 'vitest';
import { BOUNDS } from './bounds.ts';
import { openSteps, type TestStep } from './shell-fixture.ts';

const BOTH = { panes: ['shell', 'other'], bounds: { ...BOUNDS, question: 600, elsewhere: 600 } };
const FAR: TestStep = { id: 'far', command: "PS1='far> ' sh", expect: /far> $/ };

describe('a step that expects something in another pane', () => {
  const ping = (command: string): TestStep[] => [
    { id: 'watch', pane: 'other', command: 'tail -f log', expect: /begin/ },
    { id: 'ping', command, expect: /3 received/, expectIn: { other: /somebody rang/ } },
  ];
  const open = async (command: string, before = '') => {
    const shells = openSteps(ping(command), BOTH);
    const shell = shells.sessions.get('other')!;
    shell.input(`clear; echo begin >log; ${before}\r`);
    await expect.poll(() => shell.shell.prompts).toBeGreaterThan(1);
    await shells.give('watch');
    return shells;
  };

  it('is met when both are seen, in whatever order', async () => {
    const first = await open('echo somebody rang >>log; sleep 0.2; echo 3 received');
    expect(await first.give('ping')).toMatchObject({ state: 'met' });
    const last = await open('echo 3 received; (sleep 0.3; echo somebody rang >>log) &');
    expect(await last.give('ping')).toMatchObject({ state: 'met' });
  });

  it('is unmet when the other pane shows nothing, soon after its own end', async () => {
    const { give, view } = await open('echo 3 received');
    expect(await give('ping')).toEqual({ ...view('ping'), state: 'unmet' });
    expect(view('ping').why).toBe('other did not show /somebody rang/');
  });

  it('is unmet when the other pane has shown it before Enter only', async () => {
    const { give, view } = await open('echo 3 received', 'echo somebody rang >>log;');
    await give('ping');
    expect(view('ping')).toMatchObject({ state: 'unmet', why: 'other did not show /somebody rang/' });
  });

  it('says both when only the other pane shows what it should', async () => {
    const { give, view } = await open('echo somebody rang >>log; sleep 0.5; echo 0 received; false');
    await give('ping');
    expect(view('ping').state).toBe('unmet');
    expect(view('ping').why).toMatch(/status 1.*; it printed: 0 received; other showed \/somebody rang\//);
  });

  it('is unmet at its time when its own command goes on', async () => {
    const command = 'echo 3 received; sleep 60';
    const { give } = openSteps([{ ...ping(command)[1]!, timeoutMs: 700 }], BOTH);
    expect(await give('ping')).toMatchObject({
      state: 'unmet',
      why: 'other did not show /somebody rang/',
    });
  });
});

describe('a command without an expectation', () => {
  it('is met by exit status 0 alone', async () => {
    const { give } = openSteps([
      { id: 'slow', command: 'sleep 0.8' },
      { id: 'wrong', command: 'sh -c "echo no such page >&2; exit 22"' },
    ]);
    expect(await give('slow')).toMatchObject({ state: 'met' });
    expect(await give('wrong')).toMatchObject({
      state: 'unmet',
      why: 'it ended with status 22; it printed: no such page',
    });
  });

  it('is unmet at its time, and the next one stops it and is run', async () => {
    const { give, lines } = openSteps([
      { id: 'hangs', command: 'sleep 60', timeoutMs: 500 },
      { id: 'next', command: 'ran next' },
    ]);
    expect(await give('hangs')).toMatchObject({
      state: 'unmet',
      why: 'it has not ended within 0.5 s; it printed nothing',
    });
    expect(await give('next')).toMatchObject({ state: 'met' });
    expect(lines()).toEqual(['next']);
  });

  it('and what a hand has started since then is not stopped', async () => {
    const { give, steps, held, session } = openSteps([
      { id: 'hangs', command: 'sleep 60', timeoutMs: 300 },
      { id: 'next', command: 'ran next' },
    ]);
    await give('hangs');
    session.input('\x03');
    await expect.poll(() => session.shell.state).toBe('prompt');
    session.input('sleep 50\r');
    await expect.poll(() => session.shell.state).toBe('running');
    steps.act('demo', 'next', 'run');
    expect(await held('next')).toMatchObject({ why: 'sleep runs in its pane', next: 'skip' });
  });
});

describe('behind another prompt', () => {
  const open = (step: Partial<TestStep>) =>
    openSteps([FAR, { id: 'there', command: '', ready: /far> $/, expect: /3 received/, ...step }], BOTH);

  it('a step is unmet as soon as the prompt is back without what it expects', async () => {
    const { give } = open({ command: 'echo 3 sent, 1 received', timeoutMs: 20_000 });
    await give('far');
    const started = performance.now();
    expect(await give('there')).toMatchObject({
      state: 'unmet',
      why: 'it ended without what it should print; it printed: 3 sent, 1 received',
    });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('a prompt that the command’s own line matches is not its end', async () => {
    const { give } = open({ command: 'sleep 1.2; echo 3 received', ready: /far> / });
    await give('far');
    expect(await give('there')).toMatchObject({ state: 'met' });
  });

  it('a step ends at the line that it declares, though its program goes on', async () => {
    const { give } = open({ command: 'echo 3 sent, 1 received; sleep 30', ends: /\d sent, \d received/ });
    await give('far');
    expect(await give('there')).toMatchObject({ state: 'unmet' });
  });

  it('half of that line is not the line', async () => {
    const command = 'printf "3 sent, "; sleep 0.7; echo 3 received; sleep 30';
    const { give } = open({ command, ends: /3 sent/ });
    await give('far');
    expect(await give('there')).toMatchObject({ state: 'met' });
  });

  it('what is echoed slowly, as on a bad network, is waited for', async () => {
    const echo =
      'while IFS= read -rsn1 key && [ -n "$key" ]; do sleep 0.1; printf %s "$key"; word+=$key; done';
    const { give, lines } = openSteps(
      [
        { id: 'far', command: `printf "far> "; ${echo}; echo; $word`, expect: /far> $/ },
        { id: 'there', command: 'ran far away from here', ready: /far> $/ },
      ],
      { bounds: { ...BOUNDS, echo: 300 } },
    );
    await give('far');
    expect(await give('there')).toMatchObject({ state: 'met' });
    expect(lines()).toEqual(['far away from here']);
  });

  it('a step that the way there has failed says so, and that its recording is next', async () => {
    const { give, steps, held, until } = openSteps([
      { ...FAR, command: 'sh -c "echo ssh: no route to host; exit 255"' },
      { id: 'there', command: 'echo 3 received', ready: /far> $/ },
    ]);
    await give('far');
    steps.act('demo', 'there', 'run');
    const why =
      'far is unmet: it ended with status 255, without what it should print; it printed: ssh: no route';
    expect(await held('there')).toMatchObject({ why: expect.stringContaining(why), next: 'recording' });
    steps.act('demo', 'there', 'drop');
    expect(await until('there', 'waiting')).toBe('waiting');
  });
});

describe('a question that nobody answers', () => {
  it.each([
    "root@proxmox's password: ",
    "Enter passphrase for key '/home/me/.ssh/id_ed25519': ",
    '[sudo] password for me: ',
    'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
    'Do you want to continue? [Y/n] ',
    'Verification code: ',
  ])('%s makes the step unmet, with or without an expectation', async (question) => {
    const command = `read -rsp ${JSON.stringify(question)} answer`;
    const shells = openSteps(
      [
        { id: 'plain', command },
        { id: 'wants', pane: 'other', command, expect: /far> $/ },
      ],
      BOTH,
    );
    for (const id of ['plain', 'wants'])
      expect(await shells.give(id)).toMatchObject({ state: 'unmet', why: `it asks: ${question.trim()}` });
  });

  it('is why a later step can’t begin', async () => {
    const { steps, held, session } = openSteps([
      { id: 'far', command: 'read -rp "password: " word', expect: /far> $/ },
      { id: 'there', command: 'ran there', ready: /far> $/, after: false },
    ]);
    steps.act('demo', 'far', 'run');
    steps.act('demo', 'far', 'complete');
    await expect.poll(() => session.cursorLine()).toBe('password: ');
    steps.act('demo', 'there', 'run');
    expect(await held('there')).toEqual({ why: 'its pane asks: password:', next: 'skip' });
  });

  it('is what a step may expect, and a later one answers', async () => {
    const { give, lines } = openSteps([
      { id: 'asks', command: 'read -rp "password: " word; ran "$word"', expect: /password: $/ },
      { id: 'answers', command: 'sesame', ready: /password: $/ },
    ]);
    expect(await give('asks')).toMatchObject({ state: 'met' });
    expect(await give('answers')).toMatchObject({ state: 'met' });
    expect(lines()).toEqual(['sesame']);
  });

  it('has more time while a hand types the answer', async () => {
    const { session, steps, until, view } = openSteps(
      [{ id: 'asks', command: 'read -rsp "password: " word; echo got $word', expect: /got abc/ }],
      BOTH,
    );
    steps.act('demo', 'asks', 'run');
    steps.act('demo', 'asks', 'complete');
    await expect.poll(() => session.cursorLine()).toBe('password: ');
    for (const key of 'abc') {
      session.input(key);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    expect(view('asks').state).toBe('running');
    session.input('\r');
    expect(await until('asks', 'met', 'unmet')).toBe('met');
  });
});
