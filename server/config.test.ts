// The command line of sharing: an option that may stand alone, and addresses that are refused.
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
