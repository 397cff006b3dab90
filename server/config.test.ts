// The command line: what is not given, what is wrong, and that the usage is said with it.
import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

it('keeps a session without a page for ten minutes, or as long as it is told', () => {
  expect(readConfig([]).graceMs).toBe(600_000);
  expect(readConfig(['--grace', '1']).graceMs).toBe(1000);
  expect(readConfig(['--grace', '0.5']).graceMs).toBe(500);
  expect(readConfig(['--grace', '0']).graceMs).toBe(0);
});

it.each(['soon', '-1', '', 'Infinity', '86401'])('refuses a grace of «%s», with the usage', (value) => {
  expect(() => readConfig([`--grace=${value}`])).toThrow(
    /--grace .* is no number of seconds[\s\S]*usage: npm start/,
  );
});
