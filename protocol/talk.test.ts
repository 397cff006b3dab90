// The talk's schema: each fault comes with its path in the talk.
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
  it.each<[object, RegExp]>([
    [{ steps: [{ ...step, pane: 'q' }] }, /demos\.0: a step names a pane/],
    [{ steps: [step, step] }, /demos\.0: two steps/],
    [{ steps: [{ ...step, id: 'No' }] }, /demos\.0\.steps\.0\.id: an id is/],
    [{ steps: [], panes: [{ ...demo.panes[0], cols: 5 }] }, /demos\.0\.panes\.0\.cols/],
    [{ steps: [{ ...step, expct: /a/ }] }, /demos\.0\.steps\.0\.expct: there is no such field/],
    [{ steps: [{ ...step, instead: 'true' }] }, /demos\.0: a step has an `instead`, but no `needs`/],
    [{ steps: [{ ...step, makes: 'app' }] }, /demos\.0: a step has a `makes`/],
    [{ steps: [{ ...step, makes: '../app' }] }, /demos\.0\.steps\.0\.makes: the name of/],
    [
      { steps: [{ ...step, needs: ['bin/nix'] }] },
      /demos\.0\.steps\.0\.needs\.0: a program, an absolute path, or file:PATH/,
    ],
    ...['.', '..', '../x', '/tmp', 'a/b', '.git', ''].map((workspace): [object, RegExp] => [
      { steps: [], workspace },
      /demos\.0\.workspace: the name of a folder/,
    ]),
    [{ steps: [{ id: 's', pane: 'p', label: 's' }] }, /demos\.0: a step has either a command or an edit/],
    [
      { steps: [step, { ...step, id: 't', interrupt: true }] },
      /demos\.0\.steps\.0: step s goes on \(step t stops it with Ctrl-C\); give it an `expect`/,
    ],
    [
      { steps: [{ ...step, id: 'first' }, step, { ...step, id: 't', ready: />>> $/ }] },
      /demos\.0\.steps\.1: step s goes on \(step t is typed into its program\)/,
    ],
    [
      {
        steps: [
          { ...step, expect: /a/ },
          { ...step, id: 't', ready: /a/ },
          { ...step, id: 'u', interrupt: true },
        ],
      },
      /demos\.0\.steps\.1: step t goes on \(step u stops it/,
    ],
    [
      { steps: [{ ...step, expectIn: { q: /a/ } }] },
      /demos\.0\.steps\.0\.expectIn\.q: the demo has no pane "q"; it has no other pane/,
    ],
    [
      {
        panes: [demo.panes[0], { ...demo.panes[0], id: 'other' }],
        steps: [{ ...step, expectIn: { othr: /a/ } }],
      },
      /demos\.0\.steps\.0\.expectIn\.othr: the demo has no pane "othr"; use other/,
    ],
    [{ steps: [{ ...step, expectIn: { p: /a/ } }] }, /expectIn\.p: p is the step's own pane; use `expect`/],
    [{ steps: [{ ...step, expectIn: { q: 'a' } }] }, /demos\.0\.steps\.0\.expectIn\.q: /],
    [{ steps: [], needs: ['root', 'kernel'] }, /demos\.0\.needs\.1: unknown need "kernel"/],
  ])('says what is wrong, and where', (part, why) => {
    const wrong = { title: 't', sections: [], demos: [{ ...demo, ...part }] };
    expect(() => parseTalk(wrong, 'talk.ts')).toThrow(why);
  });

  it('takes steps whose program ends, or that say when they are met', () => {
    const panes = [demo.panes[0]!, { ...demo.panes[0]!, id: 'q' }];
    const steps = [
      { ...step, expect: /a/ },
      { ...step, id: 'other', pane: 'q' },
      { ...step, id: 'in', ready: /a/ },
      { ...step, id: 'in-too', ready: /b/, after: false },
      { ...step, id: 'last', pane: 'q', run: 'prefill' as const },
    ];
    const talk = parseTalk({ title: 't', sections: [], demos: [{ ...demo, panes, steps }] }, 'talk.ts');
    expect(talk.demos[0]!.steps.map(({ after }) => after)).toEqual([true, true, true, false, true]);
  });

  it('needs one demo for each workspace, and a workspace for each build made anew', () => {
    const make = (anew: string, ...workspaces: string[]) => ({
      title: 't',
      sections: [],
      demos: workspaces.map((workspace, i) => ({ ...demo, id: `d${i}`, steps: [], workspace })),
      builds: [{ id: 'b', title: 'b', dir: 'b', program: 'b', anew }],
    });
    expect(parseTalk(make('stage/b', 'stage'), 'talk.ts').builds[0]?.anew).toBe('stage/b');
    expect(() => parseTalk(make('other/b', 'stage'), 'talk.ts')).toThrow(
      /builds\.0\.anew: no demo has the workspace "other"/,
    );
    expect(() => parseTalk(make('stage', 'stage'), 'talk.ts')).toThrow(
      /builds\.0\.anew: write WORKSPACE\/NAME/,
    );
    expect(() => parseTalk(make('stage/b', 'stage', 'stage'), 'talk.ts')).toThrow(/the same workspace/);
  });
});
