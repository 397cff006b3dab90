// Projects that cargo-generate makes from bpf/template, with both values of each placeholder: built offline
// and loaded.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { probe } from '../../server/setup/probe.ts';
import { decide } from '../../server/setup/toolchain.ts';
import { ROOT } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';

/** Always the same folder, since cargo's artefacts depend on the path: the second build is quick. */
const PLACE = join(ROOT, '.cache/template');

const TARGET = join(PLACE, 'target');

/** Three pings go out and four come in (one-way.sh). */
const MADE = [
  { name: 'packet-bell', direction: 'Ingress', iface: 'eno1', seen: 4 },
  { name: 'bell', direction: 'Egress', iface: 'lan0', seen: 3 },
];

let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  const toolchain = decide(await probe(ROOT));
  if (toolchain.kind === 'none') throw new Error(`${toolchain.why}; ${toolchain.fix}`);
  const own = { CARGO_TARGET_DIR: TARGET, CARGO_NET_OFFLINE: 'true', USER: 'speaker' };
  env = { ...process.env, ...toolchain.env, ...own };
  rmSync(PLACE, { recursive: true, force: true });
  mkdirSync(join(PLACE, '.cargo'), { recursive: true });
  // Dependencies are compiled for the projects in bpf/ already; projects here have other names than those.
  const shared = readFileSync(join(ROOT, 'bpf/.cargo/config.toml'), 'utf8').replaceAll('../.cache/', '../');
  writeFileSync(join(PLACE, '.cargo/config.toml'), shared);
});

describe.each(MADE)('$name, $direction, $iface', ({ name, direction, iface, seen }) => {
  const dir = join(PLACE, name);

  it('is generated whole, with its own names', () => {
    const answers = ['program_type=classifier', `direction=${direction}`, `default_iface=${iface}`];
    const words = ['generate', '--name', name, ...answers.flatMap((answer) => ['-d', answer])];
    execFileSync('cargo', [...words, '--path', join(ROOT, 'bpf/template')], {
      cwd: PLACE,
      env,
      stdio: 'pipe',
    });
    const files = execFileSync('find', ['.', '-type', 'f', '-not', '-path', './.git/*'], {
      cwd: dir,
      encoding: 'utf8',
    });
    const texts = files
      .trim()
      .split('\n')
      .map((file) => readFileSync(join(dir, file), 'utf8'));
    expect(`${files}\n${texts.join('\n')}`).not.toMatch(
      /\{\{|\}\}[^)]*project|ping.monitor|cargo-generate\.toml/,
    );
    expect(files.split('\n')).toEqual(
      expect.arrayContaining([
        `./${name}/src/main.rs`,
        `./${name}-common/src/lib.rs`,
        `./${name}-ebpf/src/main.rs`,
      ]),
    );
    const kernelSide = readFileSync(join(dir, `${name}-ebpf/src/main.rs`), 'utf8');
    expect(kernelSide).toContain(`fn try_${name.replaceAll('-', '_')}(ctx: TcContext)`);
  });

  it('builds offline, from the versions in its lock file', () => {
    // The project's own names change the order of the crates, but not their versions.
    const lock = versions(dir);
    const build = spawnSync('cargo', ['build', '--locked', '--offline'], {
      cwd: dir,
      env,
      encoding: 'utf8',
      timeout: 300_000,
    });
    expect(build.status, build.stderr).toBe(0);
    // Nothing yellow on stage: that there is no rustup is meant.
    expect(build.stderr).not.toMatch(/^warning: .*rustup/m);
    expect(lock.length).toBeGreaterThan(80);
    expect(versions(dir)).toEqual(lock);
    expect(existsSync(join(TARGET, 'debug', name))).toBe(true);
  }, 300_000);

  itAsRoot('is attached to its default interface, and sees the packets of its direction only', () => {
    const program = join(TARGET, 'debug', name);
    const words = ['--net', 'sh', join(ROOT, 'tests/setup/one-way.sh'), program, iface];
    const printed = execFileSync('unshare', words, { encoding: 'utf8', timeout: 60_000 });
    expect(printed).toMatch(new RegExp(`^classifier attached to ${iface} by `, 'm'));
    expect(printed.match(/INFO {2}received a packet/g)).toHaveLength(seen);
    expect(printed).toMatch(new RegExp(`classifier detached from ${iface}`));
  });
});

/** `name version checksum` of every crate in a project's lock file, sorted. */
function versions(dir: string): string[] {
  const text = readFileSync(join(dir, 'Cargo.lock'), 'utf8');
  return text
    .split('[[package]]')
    .slice(1)
    .map((crate) =>
      ['name', 'version', 'checksum']
        .map((key) => new RegExp(`^${key} = "(.*)"$`, 'm').exec(crate)?.[1] ?? '-')
        .join(' '),
    )
    .sort();
}
