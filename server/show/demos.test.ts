// Which demos are live, and for the others which reason comes first.
import { describe, expect, it } from 'vitest';
import { parseTalk } from '../../protocol/talk.ts';
import source from '../../slides/talk.ts';
import { demoReadiness, type LabState, type PartState } from './demos.ts';

const tracker = parseTalk(source, 'talk.ts').demos[0]!;
const done = ['packages', 'linker', 'process-tracker'].map(
  (id): PartState => ({ id, title: id, state: 'done', line: '' }),
);
const with_ = (id: string, part: Partial<PartState>) =>
  done.map((each) => (each.id === id ? { ...each, ...part } : each));
const open: LabState = { state: 'open' };
const none: LabState = { state: 'none', why: 'no sudo', fix: 'adduser' };

describe('demoReadiness', () => {
  it.each<[string, readonly PartState[], LabState, object]>([
    ['all done', done, open, { state: 'live' }],
    ['lab on its way', done, { state: 'opening' }, { state: 'preparing', doing: 'opening the lab' }],
    ['no root', done, none, { state: 'unavailable', why: 'no sudo', fix: 'adduser' }],
    [
      'building',
      with_('linker', { state: 'working', line: '3 of 87' }),
      open,
      { state: 'preparing', doing: 'linker: 3 of 87' },
    ],
    [
      'a part failed, while another works',
      with_('process-tracker', { state: 'failed', line: 'no', fix: 'cargo build' }),
      { state: 'opening' },
      { state: 'unavailable', why: 'process-tracker: no', fix: 'cargo build' },
    ],
    [
      'a part that the demo does not need failed',
      [...done, { id: 'generator', title: 'g', state: 'failed', line: '' }],
      open,
      { state: 'live' },
    ],
  ])('%s', (_name, parts, lab, readiness) => {
    expect(demoReadiness(tracker, parts, lab)).toEqual(readiness);
  });

  it('is live without root, lab or parts when the demo needs none', () => {
    const plain = { ...tracker, needs: [] };
    const lacks = { why: 'terminals need Linux', fix: 'elsewhere' };
    expect(demoReadiness(plain, [], none)).toEqual({ state: 'live' });
    expect(demoReadiness(plain, [], none, lacks)).toEqual({ state: 'unavailable', ...lacks });
    expect(demoReadiness(tracker, done, open, lacks)).toEqual({ state: 'live' });
  });

  it('is unavailable when its workspace is refused, whatever else is still on its way', () => {
    const refused = { why: 'git does not ignore stage/', fix: 'add it to .gitignore' };
    for (const lab of [open, none, { state: 'opening' } as const])
      expect(demoReadiness(tracker, [], lab, undefined, refused)).toEqual({
        state: 'unavailable',
        ...refused,
      });
  });
});
