// The talk's schema: every fault is named with its place.
import { describe, expect, it } from 'vitest';
import { parseTalk } from './talk.ts';

describe('parseTalk', () => {
  const demo = {
    id: 'd',
    title: 'd',
    needs: [],
    panes: [{ id: 'p', title: 'p', cols: 80, rows: 9, cwd: '.' }],
  };
  const step = { id: 's', pane: 'p', label: 's', command: 'ls' };
  it.each([
    [{ steps: [{ ...step, pane: 'q' }] }, /demos\.0: a step names a pane/],
    [{ steps: [step, step] }, /demos\.0: two steps/],
    [{ steps: [{ ...step, id: 'No' }] }, /demos\.0\.steps\.0\.id: an id is/],
    [{ steps: [], panes: [{ ...demo.panes[0], cols: 5 }] }, /demos\.0\.panes\.0\.cols/],
    [{ steps: [{ ...step, expct: /a/ }] }, /demos\.0\.steps\.0\.expct: there is no such field/],
    [{ steps: [{ id: 's', pane: 'p', label: 's' }] }, /demos\.0: a step has either a command or an edit/],
    [{ steps: [], needs: ['root', 'kernel'] }, /demos\.0\.needs\.1: there is no "kernel" to need/],
  ])('names what is wrong, and where', (part, why) => {
    const wrong = { title: 't', sections: [], demos: [{ ...demo, ...part }] };
    expect(() => parseTalk(wrong, 'talk.ts')).toThrow(why);
  });
});
