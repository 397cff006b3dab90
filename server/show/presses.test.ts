// A remote's presses: they go to the page used last; bounces and floods don't.
import { expect, it } from 'vitest';
import { Presses } from './presses.ts';

function setUp() {
  let now = 0;
  const received: string[] = [];
  const presses = new Presses(() => now);
  return {
    presses,
    received,
    page: (name: string) => (key: string) => {
      received.push(`${name} ${key}`);
      return true;
    },
    wait: (ms: number) => {
      now += ms;
    },
  };
}

it('goes to exactly one page: the one used last or, once that is closed, the one before', () => {
  const { presses, received, page, wait } = setUp();
  expect(presses.press('next')).toEqual({ ok: false, why: 'no deck is open' });
  const [audience, mirror] = [page('audience'), page('mirror')];
  presses.join(audience);
  const joined = presses.join(mirror);
  presses.press('next');
  presses.used(audience);
  wait(1000);
  presses.press('next');
  presses.used(mirror);
  wait(1000);
  presses.press('failover');
  joined.dispose();
  wait(1000);
  presses.press('previous');
  expect(received).toEqual(['mirror next', 'audience next', 'mirror failover', 'audience previous']);
});

it('goes to the page before when the last one is closing, and is refused when all are', () => {
  const { presses, received, page } = setUp();
  const going = () => false;
  const gone = presses.join(going);
  expect(presses.press('next')).toEqual({ ok: false, why: 'no deck is open' });
  gone.dispose();
  presses.join(page('audience'));
  presses.join(going);
  expect(presses.press('next')).toEqual({ ok: true });
  expect(received).toEqual(['audience next']);
});

it('counts the same button within 120 ms as one press, but not another button', () => {
  const { presses, received, page, wait } = setUp();
  presses.join(page('deck'));
  presses.press('next');
  wait(119);
  presses.press('next');
  presses.press('previous');
  wait(120);
  presses.press('previous');
  expect(received).toEqual(['deck next', 'deck previous', 'deck previous']);
});

it('limits the presses of all remotes together, and accepts them again after a second', () => {
  const { presses, received, page, wait } = setUp();
  presses.join(page('deck'));
  const outcomes = Array.from({ length: 20 }, (_, i) => presses.press(i % 2 ? 'next' : 'previous'));
  expect(received).toHaveLength(6);
  expect(outcomes).toContainEqual({ ok: false, why: 'too many presses; wait a second' });
  wait(1000);
  for (let i = 0; i < 20; i++) presses.press(i % 2 ? 'next' : 'previous');
  expect(received).toHaveLength(10);
});
