import { beforeEach, expect, test, vi } from 'vitest';
import type { Readiness, Source } from '../../protocol/pane.ts';
import type { PublicTalk } from '../../protocol/public-talk.ts';
import type { Recordings } from '../drivers/replay.ts';
import type { LinkState } from '../link/link.ts';
import { sightOf } from './sight.ts';

const STEP = { demo: 'log', step: 'look' };
const talk = { demos: [{ id: 'log', steps: [{ id: 'look', pane: 'shell' }] }] } as unknown as PublicTalk;
const PREPARING: Readiness = { state: 'preparing', doing: 'compiling' };
const GONE: Readiness = { state: 'unavailable', why: 'no root', fix: 'be root' };

beforeEach(() => void vi.stubGlobal('CSS', { escape: (text: string) => text }));

type Over = {
  link?: LinkState;
  readiness?: Readiness;
  source?: Source;
  ended?: boolean;
  has?: boolean;
  loaded?: boolean;
};

function reach({
  link = 'open',
  readiness,
  source = 'live',
  ended = false,
  has = true,
  loaded = true,
}: Over) {
  const slide = { querySelector: () => ({ getAttribute: () => (ended ? 'exited' : 'live') }) };
  const sight = sightOf(
    {
      talk,
      link: { state: () => link, readiness: () => readiness ?? { state: 'live' } },
      sources: { of: () => source },
      states: { view: () => ({ ...STEP, pane: 'shell', state: 'waiting' }) },
      recordings: { of: () => ({ has: () => has, loaded }) } as unknown as Recordings,
      deck: { getCurrentSlide: () => slide as unknown as HTMLElement },
    },
    STEP,
  );
  return `${sight.reach}${sight.recorded ? '' : ', not recorded'}`;
}

test('a step is live only in a demo that is live, with the server there, in a pane that shows its session', () => {
  expect(reach({})).toBe('live');
  expect(reach({ readiness: PREPARING })).toBe('recording');
  expect(reach({ readiness: GONE })).toBe('recording');
  expect(reach({ source: 'replay' })).toBe('recording');
  expect(reach({ link: 'reconnecting' })).toBe('offline');
  expect(reach({ link: 'reconnecting', source: 'replay' })).toBe('recording');
});

test('a pane whose shell has ended shows the recording; without one a new shell is started', () => {
  expect(reach({ ended: true })).toBe('recording');
  expect(reach({ ended: true, has: false })).toBe('live, not recorded');
});

test('a recording that is still being loaded counts as there', () => {
  expect(reach({ has: false, loaded: false })).toBe('live');
  expect(reach({ readiness: GONE, has: false })).toBe('recording, not recorded');
});
