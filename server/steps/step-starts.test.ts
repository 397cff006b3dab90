// Steps keep their order across panes.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openSteps, type TestStep } from './shell-fixture.ts';

const ENDS = ['met', 'unmet'] as const;

describe('steps keep their order across panes', () => {
  const TWO = { panes: ['shell', 'other'] };
  const STEPS: TestStep[] = [
    { id: 'first', command: 'sleep 0.4; echo attached; sleep 30', expect: /^attached/m, timeoutMs: 3000 },
    { id: 'second', pane: 'other', command: 'ran second' },
  ];

  it('a step waits for an earlier one that was begun, and then begins by itself', async () => {
    const { steps, held, until, view } = openSteps(STEPS, TWO);
    steps.act('demo', 'first', 'run');
    steps.act('demo', 'second', 'run');
    expect(await held('second')).toEqual({ why: 'first has not ended yet', next: 'type' });
    await until('second', 'typing');
    expect(view('first').state).toBe('met');
    expect(view('second').held).toBeUndefined();
    expect(await until('second', 'met')).toBe('met');
  });

  it('the next press types it now, but not one that comes at the same time', async () => {
    const { steps, held, until, view } = openSteps(STEPS, TWO);
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
    const { give } = openSteps(STEPS, TWO);
    expect(await give('second')).toMatchObject({ state: 'met' });
  });

  it('the hold lasts as long as the earlier step may take', async () => {
    const slow = { ...STEPS[0]!, command: 'echo nothing; sleep 30', timeoutMs: 300 };
    const { steps, until } = openSteps([slow, STEPS[1]!], TWO);
    steps.act('demo', 'first', 'run');
    steps.act('demo', 'second', 'run');
    expect(await until('second', 'met')).toBe('met');
    expect(await until('first', ...ENDS)).toBe('unmet');
  });

  it('`after: false` takes a step out of the order', async () => {
    const { steps, until, view } = openSteps([STEPS[0]!, { ...STEPS[1]!, after: false }], TWO);
    steps.act('demo', 'first', 'run');
    steps.act('demo', 'second', 'run');
    await until('second', 'met');
    expect(view('first').state).not.toBe('met');
    const out = openSteps([{ ...STEPS[0]!, after: false }, STEPS[1]!], TWO);
    out.steps.act('demo', 'first', 'run');
    expect(await out.give('second')).toMatchObject({ state: 'met' });
    expect(out.view('first').state).not.toBe('met');
  });

  it('a page that moves away drops the step that is held', async () => {
    const { steps, held, until, view } = openSteps(STEPS, TWO);
    steps.act('demo', 'first', 'run');
    steps.act('demo', 'second', 'run');
    await held('second');
    steps.act('demo', 'second', 'drop');
    expect(view('second')).toEqual({ demo: 'demo', pane: 'other', step: 'second', state: 'waiting' });
    await until('first', 'met');
    await sleep(120);
    expect(view('second').state).toBe('waiting');
  });

  it('gives all steps up to one quickly, in order', async () => {
    const all = [
      { id: 'a', command: 'ran a', keysPerSecond: 2 },
      { id: 'b', pane: 'other', command: 'sleep 0.3; ran b', keysPerSecond: 2, run: 'prefill' },
      { id: 'c', command: 'ran c', keysPerSecond: 2 },
      { id: 'd', command: 'ran d' },
    ];
    const { steps, until, lines, view } = openSteps(all, TWO);
    steps.act('demo', 'a', 'recorded');
    steps.give('demo', 'c');
    expect(await until('c', 'met')).toBe('met');
    expect(lines()).toEqual(['a', 'b', 'c']);
    expect(view('d').state).toBe('waiting');
    expect(() => steps.give('demo', 'nope')).toThrow('no step nope');
  });
});
