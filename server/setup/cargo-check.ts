// How cargo check compiles one package, so that what an editor on a slide says is compiled as it is on stage. Runs nothing.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Package } from './package.ts';
import type { Toolchain } from './toolchain.ts';

const ARCH = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

/**
 * Where the files of a demo are checked: not where the stage builds, whose cargo would wait for the check's lock.
 * @param root the project's folder.
 * @param workspace its name in the talk.
 */
export function checkTargetOf(root: string, workspace: string): string {
  return join(root, '.cache/check-target', workspace);
}

/**
 * cargo's arguments. The kernel side is checked as aya-build 0.2 compiles it; see also its clippy in `npm run check`.
 */
export function checkArgs(
  { kernel }: Package,
  { kind, env }: Exclude<Toolchain, { kind: 'none' }>,
): string[] {
  const check = ['check', '--message-format=json', '--offline'];
  if (!kernel) return check;
  check.push('--target', 'bpfel-unknown-none', '--release');
  if (kind === 'debian') return check;
  const rustup = env.PATH?.split(':').some((dir) => readable(dir).includes('rustup'));
  return [...(rustup ? ['+nightly'] : []), ...check, '-Z', 'build-std=core'];
}

/** What the check has in its environment beside the toolchain's. */
export function checkEnv({ kernel }: Package, target: string): Record<string, string> {
  return {
    CARGO_TARGET_DIR: target,
    CARGO_BUILD_BUILD_DIR: target,
    ...(kernel ? { RUSTFLAGS: `--cfg=bpf_target_arch="${ARCH}"` } : {}),
  };
}

function readable(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
