// Which parts of the set-up a talk's needs lead to: none for a talk that needs nothing.
import { expect, it } from 'vitest';
import { wantedParts } from './part.ts';

const builds = [
  { id: 'one', title: 'one', dir: 'bpf/one', program: 'one' },
  { id: 'two', title: 'two', dir: 'bpf/two', program: 'two' },
];
const ids = (needs: string[], tests = false) => [...wantedParts({ builds, needs }, tests).keys()];

it('has no parts for a talk that needs nothing', () => {
  expect(ids([])).toEqual([]);
});

it('includes the parts that a needed part needs, in the order of the work', () => {
  expect(ids(['root'])).toEqual(['packages']);
  expect(ids(['two', 'root'])).toEqual(['packages', 'linker', 'two']);
  expect(ids(['generator', 'one'])).toEqual(['packages', 'linker', 'one', 'generator']);
});

it('includes the browser for the tests', () => {
  expect(ids([], true)).toEqual(['packages', 'linker', 'chromium']);
});
