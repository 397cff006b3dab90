// A copy of a project gets compiled crates, with the real cargo on a project without dependencies.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { probe } from '../../server/setup/probe.ts';
import { decide } from '../../server/setup/toolchain.ts';
import { takeArtefacts } from '../../server/system/artefacts.ts';
import { ROOT } from '../support/deck.ts';

const CONFIG = join(ROOT, 'bpf/.cargo/config.toml');

let toolchain: Record<string, string>;
beforeAll(async () => {
  const found = decide(await probe(ROOT));
  if (found.kind === 'none') throw new Error(`${found.why}; ${found.fix}`);
  toolchain = found.env;
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'artefacts-'));
  mkdirSync(join(root, 'bpf/.cargo'), { recursive: true });
  cpSync(CONFIG, join(root, 'bpf/.cargo/config.toml'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A workspace of one program and one crate that it uses; all its files are from long ago. */
function write(dir: string, word: string): void {
  const files = {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["bell", "bell-common"]\n',
    'bell/Cargo.toml':
      '[package]\nname = "bell"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nbell-common = { path = "../bell-common" }\n',
    'bell/src/main.rs': 'fn main() { println!("{}", bell_common::WORD); }\n',
    'bell-common/Cargo.toml': '[package]\nname = "bell-common"\nversion = "0.1.0"\nedition = "2021"\n',
    'bell-common/src/lib.rs': `pub const WORD: &str = "${word}";\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, dir, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, 1_000_000_000, 1_000_000_000);
  }
}

/** Builds, runs. @returns what the program printed. */
function ring(dir: string, target: string): string {
  const env = { ...process.env, ...toolchain, CARGO_TARGET_DIR: target };
  execFileSync('cargo', ['build', '--offline', '--quiet'], { cwd: join(root, dir), env, stdio: 'pipe' });
  return execFileSync(join(target, 'debug/bell'), { encoding: 'utf8' }).trim();
}

it('builds each of two copies of a project its own program, even one after the other', async () => {
  write('bpf/bell', 'finished');
  expect(ring('bpf/bell', join(root, 'bpf/bell/target'))).toBe('finished');
  const targets = ['stage', 'stage-2'].map((name) => join(root, '.cache/target', name));
  for (const target of targets) {
    await takeArtefacts(root, target);
    expect(existsSync(join(target, 'debug/deps'))).toBe(true);
  }
  write('stage/bell', 'just generated');
  write('stage-2/bell', 'half written');
  expect(ring('stage/bell', targets[0]!)).toBe('just generated');
  expect(ring('stage-2/bell', targets[1]!)).toBe('half written');
  expect(ring('stage/bell', targets[0]!)).toBe('just generated');
  expect(ring('bpf/bell', join(root, 'bpf/bell/target'))).toBe('finished');
}, 120_000);

it('leaves a target folder alone that cargo has used, and does nothing without compiled crates', async () => {
  const target = join(root, '.cache/target/stage');
  await takeArtefacts(root, target);
  expect(existsSync(target)).toBe(false);
  mkdirSync(join(root, '.cache/build/debug/deps'), { recursive: true });
  mkdirSync(join(target, 'debug'), { recursive: true });
  await takeArtefacts(root, target);
  expect(existsSync(join(target, 'debug/deps'))).toBe(false);
});
