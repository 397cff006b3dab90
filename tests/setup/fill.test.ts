// The stand-in for cargo-generate makes the same project from bpf/template, byte for byte.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { probe } from '../../server/setup/probe.ts';
import { decide } from '../../server/setup/toolchain.ts';
import { ROOT } from '../support/deck.ts';

const outside = mkdtempSync(join(tmpdir(), 'fill-'));
/** Ignored by git, and inside the project's own repository, as on stage. */
const inside = join(ROOT, '.cache/fill');

let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  const toolchain = decide(await probe(ROOT));
  if (toolchain.kind === 'none') throw new Error(`${toolchain.why}; ${toolchain.fix}`);
  env = { ...process.env, ...toolchain.env, CARGO_NET_OFFLINE: 'true', USER: 'speaker' };
});
afterAll(() => {
  for (const dir of [outside, inside]) rmSync(dir, { recursive: true, force: true });
});

it.each([
  ['ping-monitor', 'Ingress', 'eno1', inside],
  ['ping-monitor', 'Egress', 'wlp0s20f3', inside],
  ['bell', 'Egress', 'br-lan.7', outside],
  ['a-b-2', 'Ingress', 'x&y|z', outside],
])('%s, %s, %s, below %s', (name, direction, iface, place) => {
  const [theirs, ours] = ['cargo-generate', 'stand-in'].map((tool) => {
    const cwd = join(place, tool);
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd, { recursive: true });
    return cwd;
  }) as [string, string];
  const answers = ['program_type=classifier', `direction=${direction}`, `default_iface=${iface}`];
  const words = ['generate', '--name', name, ...answers.flatMap((answer) => ['-d', answer])];
  execFileSync('cargo', [...words, '--path', join(ROOT, 'bpf/template')], {
    cwd: theirs,
    env,
    stdio: 'pipe',
  });
  execFileSync('sh', [join(ROOT, 'bpf/fill.sh'), name, direction, iface], { cwd: ours, env, stdio: 'pipe' });

  const files = list(theirs);
  expect(files.length).toBeGreaterThan(12);
  expect(list(ours)).toEqual(files);
  for (const file of files) {
    expect(readFileSync(join(ours, file)), file).toEqual(readFileSync(join(theirs, file)));
    expect(statSync(join(ours, file)).mode, file).toBe(statSync(join(theirs, file)).mode);
  }
  expect(existsSync(join(theirs, name, '.git'))).toBe(place === outside);
  expect(existsSync(join(ours, name, '.git'))).toBe(place === outside);
});

it('refuses what cargo-generate refuses, and makes nothing', () => {
  const fill = (...words: string[]) =>
    execFileSync('sh', [join(ROOT, 'bpf/fill.sh'), ...words], { cwd: outside, env, stdio: 'pipe' });
  const before = readdirSync(outside);
  expect(() => fill('Bell', 'Ingress', 'eno1')).toThrow(/not a name for a project/);
  expect(() => fill('bell', 'Sideways', 'eno1')).toThrow(/Ingress or Egress/);
  expect(readdirSync(outside)).toEqual(before);
});

/** Every file below a folder, without .git. */
function list(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(dir.length + 1))
    .filter((file) => !file.split('/').includes('.git'))
    .sort();
}
