// Giving the steps before one, quickly and in order.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openSteps, QUICK, type TestStep } from './shell-fixture.ts';

describe('giving the steps before one', () => {
  const SLOW: TestStep[] = [
    { id: 'a', command: 'ran a; sleep 0.3' },
    { id: 'b', command: 'ran b' },
    { id: 'c', command: 'ran c' },
    { id: 'd', command: 'ran d' },
  ];

  it('asked for twice, runs each once', async () => {
    const { steps, until, lines } = openSteps(SLOW);
    steps.give('demo', 'd');
    steps.give('demo', 'd');
    await until('c', 'met');
    expect(lines()).toEqual(['a', 'b', 'c']);
  });

  it('stops when the demo is reset', async () => {
    const { steps, until, lines, view, session } = openSteps(SLOW);
    steps.give('demo', 'd');
    await until('a', 'running');
    steps.reset('demo');
    await expect.poll(() => session.shell.state).toBe('prompt');
    await sleep(200);
    expect(lines()).toEqual(['a']);
    expect(view('b').state).toBe('waiting');
  });

  it('leaves out a step that a pane without an end keeps busy, and goes on', async () => {
    const { steps, session, until, lines } = openSteps([SLOW[0]!, { ...SLOW[1]!, pane: 'other' }, SLOW[2]!], {
      panes: ['shell', 'other'],
      bounds: QUICK,
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
