// A remote's presses: to one page, the one used last; bounces and floods don't reach it.
import { expect, it } from 'vitest';
import { Presses } from './presses.ts';

function setUp() {
  let now = 0;
  const heard: string[] = [];
  const presses = new Presses(() => now);
  return {
    presses,
    heard,
    page: (name: string) => (key: string) => {
      heard.push(`${name} ${key}`);
      return true;
    },
    wait: (ms: number) => {
      now += ms;
    },
  };
}

it('goes to exactly one page: the one that was used last, and after it the one before', () => {
  const { presses, heard, page, wait } = setUp();
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
  expect(heard).toEqual(['mirror next', 'audience next', 'mirror failover', 'audience previous']);
});

it('goes to the page before when the last one is just going, and is no press when all are', () => {
  const { presses, heard, page } = setUp();
  const going = () => false;
  const gone = presses.join(going);
  expect(presses.press('next')).toEqual({ ok: false, why: 'no deck is open' });
  gone.dispose();
  presses.join(page('audience'));
  presses.join(going);
  expect(presses.press('next')).toEqual({ ok: true });
  expect(heard).toEqual(['audience next']);
});

it('takes the same button within 120 ms for one press, another button not', () => {
  const { presses, heard, page, wait } = setUp();
  presses.join(page('deck'));
  presses.press('next');
  wait(119);
  presses.press('next');
  presses.press('previous');
  wait(120);
  presses.press('previous');
  expect(heard).toEqual(['deck next', 'deck previous', 'deck previous']);
});

it('refuses more than anybody presses, from all remotes together, and goes on after a second', () => {
  const { presses, heard, page, wait } = setUp();
  presses.join(page('deck'));
  const outcomes = Array.from({ length: 20 }, (_, i) => presses.press(i % 2 ? 'next' : 'previous'));
  expect(heard).toHaveLength(6);
  expect(outcomes).toContainEqual({ ok: false, why: 'too many presses; wait a second' });
  wait(1000);
  for (let i = 0; i < 20; i++) presses.press(i % 2 ? 'next' : 'previous');
  expect(heard).toHaveLength(10);
});
