// The command line: what is not given, what may stand alone, what is wrong, and that the usage is said with it.
import { expect, it } from 'vitest';
import { readConfig } from './config.ts';

it('shares nothing unless it is asked to', () => {
  expect(readConfig([]).share).toBeUndefined();
});

it('takes --share alone, in front of other options, and with an address', () => {
  for (const argv of [['--share'], ['--share', '--port', '5000'], ['--port', '5000', '--share']]) {
    expect(readConfig(argv).share).toEqual({ on: 'private' });
  }
  for (const argv of [
    ['--share', '192.168.1.5'],
    ['--share=192.168.1.5', '--no-open'],
  ]) {
    expect(readConfig(argv).share).toEqual({ on: 'address', address: '192.168.1.5' });
  }
});

it.each([
  ['0.0.0.0', /every network/],
  ['127.0.0.1', /anyway/],
  ['laptop', /no IPv4 address/],
  ['::', /no IPv4 address/],
])('refuses --share %s', (address, why) => {
  expect(() => readConfig(['--share', address])).toThrow(why);
});

it('shares nothing of npm run dev, which serves the notes', () => {
  expect(() => readConfig(['--share'], true)).toThrow(/npm run dev serves the notes/);
});

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
