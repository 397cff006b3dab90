// The order of the parts: which start, which wait, and which fail with a failed part.
import { describe, expect, it } from 'vitest';
import { type Move, nextMoves } from './order.ts';
import type { Part, PartId, PartState } from './part.ts';

type Sketch = Pick<Part, 'id' | 'needs' | 'lane'>;
const parts: Sketch[] = [
  { id: 'packages', needs: [], lane: 'apt' },
  { id: 'linker', needs: ['packages'], lane: 'cargo' },
  { id: 'process-tracker', needs: ['linker'], lane: 'cargo' },
  { id: 'ping-monitor', needs: ['linker'], lane: 'cargo' },
  { id: 'chromium', needs: ['packages'], lane: 'apt' },
];
const waiting: PartState = { state: 'waiting', line: '' };
const working: PartState = { state: 'working', line: '' };
const done: PartState = { state: 'done', line: '' };
const failed: PartState = { state: 'failed', line: 'no network', fix: 'plug it in' };

function moves(states: Partial<Record<PartId, PartState>>, list = parts): Move[] {
  return nextMoves(list, (id) => states[id] ?? waiting);
}
const started = (list: Move[]) => list.filter((move) => move.do === 'start').map(({ id }) => id);

describe('nextMoves', () => {
  it('starts with a part that needs nothing', () => {
    expect(moves({})).toEqual([{ id: 'packages', do: 'start' }]);
  });

  it('starts one part of each lane at a time, the one listed first', () => {
    expect(started(moves({ packages: done }))).toEqual(['linker', 'chromium']);
    expect(started(moves({ packages: done, linker: done, chromium: done }))).toEqual(['process-tracker']);
    expect(moves({ packages: done, linker: done, chromium: done, 'process-tracker': working })).toEqual([]);
  });

  it('does not wait for a part that is not on the list', () => {
    const list = parts.filter(({ id }) => id !== 'packages');
    expect(started(moves({}, list))).toEqual(['linker', 'chromium']);
  });

  it('fails the parts that need a failed part, with its fix, and no others', () => {
    const states = { packages: done, linker: failed, chromium: working };
    const settled = moves(states);
    expect(settled.map(({ id, do: what }) => [id, what])).toEqual([
      ['process-tracker', 'settle'],
      ['ping-monitor', 'settle'],
    ]);
    for (const move of settled) {
      if (move.do === 'settle') expect(move.as).toMatchObject({ state: 'failed', fix: 'plug it in' });
    }
  });

  it('lets one build fail without the other', () => {
    const states = { packages: done, linker: done, 'process-tracker': failed, chromium: done };
    expect(moves(states)).toEqual([{ id: 'ping-monitor', do: 'start' }]);
  });

  it('skips a part that needs a skipped part', () => {
    const [move] = moves({ packages: { state: 'skipped', line: 'no Linux' } });
    expect(move).toMatchObject({ id: 'linker', do: 'settle', as: { state: 'skipped', line: 'no Linux' } });
  });
});
