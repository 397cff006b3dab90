// flake.nix, tested without nixpkgs: it parses, and evaluates with stand-ins for packages; nothing is built.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/deck.ts';

const home = mkdtempSync(join(tmpdir(), 'deck-nix-'));
afterAll(() => rmSync(home, { recursive: true }));

/** No daemon, no network, no /nix: the store is a dummy, and nix keeps its state in a folder of this test. */
function nixInstantiate(...args: string[]): string {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    NIX_STATE_DIR: join(home, 'state'),
    NIX_CONF_DIR: home,
    NIX_REMOTE: 'dummy://',
  };
  const { status, stdout, stderr, error } = spawnSync('nix-instantiate', args, { encoding: 'utf8', env });
  if (error) throw new Error(`${error.message}; install nix-bin with: npm run setup`);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const evaluate = (file: string) => JSON.parse(nixInstantiate('--eval', '--strict', '--json', file));

describe('flake.nix', () => {
  it('parses', () => {
    expect(nixInstantiate('--parse', join(ROOT, 'flake.nix'))).toMatch(/description/);
    writeFileSync(join(home, 'wrong.nix'), '{ description = ; }');
    expect(() => nixInstantiate('--parse', join(home, 'wrong.nix'))).toThrow(/syntax error/);
  });

  it('gives a shell with the compiler for BPF, its linker, cargo-generate, Node and iproute2, on both machines', () => {
    const shells = evaluate(join(ROOT, 'tests/setup/nix/shells.nix'));
    expect(Object.keys(shells)).toEqual(['aarch64-linux', 'x86_64-linux']);
    for (const [system, shell] of Object.entries<{ default: string[] }>(shells)) {
      const wanted = ['bpf-linker', 'cargo-generate', 'nodejs', 'iproute2'].map(
        (name) => `${name} for ${system}`,
      );
      expect(shell.default).toEqual(expect.arrayContaining(wanted));
      expect(shell.default[0]).toMatch(/^rust nightly with .*rust-src/);
    }
  });

  it('uses only packages that the stand-in knows', () => {
    const file = join(home, 'unknown.nix');
    writeFileSync(
      file,
      `(import ${ROOT}/tests/setup/nix/nixpkgs { system = "x86_64-linux"; }).no-such-package`,
    );
    expect(() => evaluate(file)).toThrow(/no-such-package/);
    expect(readdirSync(home)).toContain('unknown.nix');
  });
});
