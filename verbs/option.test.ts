// Options of verbs: defaults, values that may be left out, and what is refused, with the usage.
import { afterEach, expect, it, vi } from 'vitest';
import { flag, values } from './option.ts';
import { NO_SHARE, SERVING, SHARE } from './serving.ts';
import { UsageError, verb } from './verb.ts';

afterEach(() => vi.restoreAllMocks());

const MORE = { ...SERVING, share: SHARE, size: values('N', 'numbers', Number), yes: flag('yes') };

/** What `run` gets from a command line. @throws Error with the status and what was printed. */
async function parsed(argv: string[], options: Parameters<typeof verb>[0]['options'] = MORE) {
  let given: { [option: string]: unknown } = {};
  const printed: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((line) => void printed.push(line));
  vi.spyOn(process, 'exit').mockImplementation((status) => {
    throw new Error(`status ${status}: ${printed.join('\n')}`);
  });
  const run = async (options: object, words: string[]) => {
    given = { ...options, words };
    return undefined;
  };
  await verb({ name: 'try', help: 'Tries.', words: { shown: '[WORD]', help: 'a word' }, options, run }).main(
    argv,
  );
  return given;
}

it('is the default without options', async () => {
  expect(await parsed([])).toEqual({
    port: 4242,
    'no-open': false,
    network: 'lab',
    talk: undefined,
    share: undefined,
    grace: 600_000,
    size: [],
    yes: false,
    words: [],
  });
});

it('takes --name=value and --name value, repeated options, and words between them', async () => {
  expect(
    await parsed(['a', '--port=5000', '--size', '1', '--yes', '--size=2', 'b', '--', '--c']),
  ).toMatchObject({
    port: 5000,
    size: [1, 2],
    yes: true,
    words: ['a', 'b', '--c'],
  });
});

it('takes --share alone, before other options, and with an address', async () => {
  for (const argv of [['--share'], ['--share', '--port', '5000'], ['--port', '5000', '--share']]) {
    expect((await parsed(argv)).share).toEqual({ on: 'private' });
  }
  for (const argv of [
    ['--share', '192.168.1.5'],
    ['--share=192.168.1.5', '--no-open'],
  ]) {
    expect((await parsed(argv)).share).toEqual({ on: 'address', address: '192.168.1.5' });
  }
});

it('takes --grace in seconds and passes it on in milliseconds', async () => {
  expect((await parsed(['--grace', '1'])).grace).toBe(1000);
  expect((await parsed(['--grace', '0.5'])).grace).toBe(500);
  expect((await parsed(['--grace', '0'])).grace).toBe(0);
});

it.each([
  ['--share 0.0.0.0', /--share 0\.0\.0\.0 would be every network/],
  ['--share 127.0.0.1', /anyway/],
  ['--share laptop', /not an IPv4 address/],
  ['--share ::', /not an IPv4 address/],
  ['--grace soon', /--grace soon is not a number of seconds/],
  ['--grace=-1', /not a number of seconds/],
  ['--grace=', /not a number of seconds/],
  ['--grace Infinity', /not a number of seconds/],
  ['--grace 86401', /not a number of seconds/],
  ['--port 0', /--port 0 is not a whole number from 1 to 65515/],
  ['--port 80a', /not a whole number/],
  ['--port', /--port needs a value: --port N/],
  ['--port --yes', /--port needs a value: --port N/],
  ['--network wifi', /--network wifi is not stage, lab or none/],
  ['--yes=no', /--yes takes no value/],
  ['-p 5', /has no option -p/],
])('refuses %s, with the usage', async (line, why) => {
  const failed = await parsed(line.split(' ')).then(
    () => '',
    (error: Error) => error.message,
  );
  expect(failed).toMatch(why);
  expect(failed).toMatch(/^status 2: ebpf-talk: .*\nusage: npm run try -- \[options\]/);
});

it('refuses to share npm run dev, which serves the notes', async () => {
  await expect(parsed(['--share'], { share: NO_SHARE })).rejects.toThrow(
    /status 2.*npm run dev serves the notes/,
  );
});

it('exits with 2 for wrong words that only the verb can check, with 1 for a failure', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => {}) as never);
  for (const error of [new UsageError('no such word'), new Error('no disk')]) {
    const run = () => Promise.reject(error);
    await verb({ name: 'try', help: 'Tries.', options: {}, run }).main([]);
  }
  expect(exit.mock.calls).toEqual([[2], [1]]);
});
