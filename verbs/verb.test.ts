// Every verb: its help, its line in package.json and README.md, and the same status for the same mistake.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../server/system/root.ts';
import { VERBS, withList } from './help.ts';

/** Files in verbs/ that are not verbs. */
const NO_VERBS = ['option.ts', 'serving.ts', 'verb.ts'];

function run(args: string[], cwd = ROOT) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'start.mjs'), ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

it('has a file, a script and a line of help for each verb, and nothing else', () => {
  const files = readdirSync(join(ROOT, 'verbs'))
    .filter((name) => /^[^.]+\.ts$/.test(name) && !NO_VERBS.includes(name))
    .map((name) => name.slice(0, -'.ts'.length));
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const names = VERBS.map(({ name }) => name);
  expect(names.toSorted()).toEqual(files.toSorted());
  expect(scripts).toEqual(
    Object.fromEntries(
      names.map((name) => [name, name === 'start' ? 'exec node start.mjs' : `exec node start.mjs ${name}`]),
    ),
  );
  for (const { help, options } of VERBS) {
    expect(help).toMatch(/^[A-Z].{10,}\.$/);
    for (const [name, row] of Object.entries(options))
      expect([name, row.help]).toEqual([name, expect.stringMatching(/\w{4}/)]);
  }
});

it.each(['start', 'dev', 'setup', 'build', 'export', 'record', 'budget', 'look'])(
  'takes --talk DIR in %s',
  (name) => {
    expect(VERBS.find((verb) => verb.name === name)!.options.talk?.shown).toBe('DIR');
  },
);

it('is the list in README.md (npm run help -- --readme writes it)', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(readme).toBe(withList(readme));
});

describe('on the command line', () => {
  let empty: string;
  beforeAll(() => {
    empty = mkdtempSync(join(tmpdir(), 'deck-no-talk-'));
  });
  afterAll(() => rmSync(empty, { recursive: true }));

  it('prints help and version with status 0', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const all = run(['help']);
    expect([all.status, all.stderr]).toEqual([0, '']);
    for (const { usage } of VERBS) expect(all.stdout).toContain(usage());
    expect(run(['--help'])).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^npm start -- /),
      stderr: '',
    });
    expect(run(['look', '--port', '5000', '--help']).stdout).toMatch(
      /^npm run look -- [\s\S]*--size WIDTHxHEIGHT/,
    );
    expect(run(['help', 'bench']).stdout).toMatch(/^npm run bench -- /);
    expect(run(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each(VERBS.map(({ name }) => name))('%s: a wrong option gives status 2 and the usage', (name) => {
    const { status, stdout, stderr } = run([name, '--nonsense']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^ebpf-talk: npm \S+.* has no option --nonsense\nusage: npm /);
  });

  it.each(['build', 'export', 'record', 'budget', 'look', 'setup', 'start', 'dev'])(
    '%s: a folder without a talk gives status 1 and one line',
    (name) => {
      expect(run([name, '--talk', '.'], empty)).toEqual({
        status: 1,
        stdout: '',
        stderr: `ebpf-talk: --talk ${empty}: ${empty} holds no talk; copy examples/minimal to begin one\n`,
      });
    },
  );

  it('refuses a verb that does not exist, and lists those that do', () => {
    expect(run(['strat'])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no verb strat; there are start, /),
    });
  });
});
