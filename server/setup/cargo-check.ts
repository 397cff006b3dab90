// The command line and environment of cargo check for one package, the same as those of the build on stage.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Package } from './package.ts';
import type { Toolchain } from './toolchain.ts';

const ARCH = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

/**
 * cargo's target folder for checks: not the build's, or a build on stage would wait for a check's lock.
 * @param root the project's folder.
 * @param workspace the demo's workspace, as talk.ts names it.
 */
export function checkTargetOf(root: string, workspace: string): string {
  return join(root, '.cache/check-target', workspace);
}

/**
 * cargo's arguments. The kernel side gets the flags that aya-build 0.2 uses; so does its clippy in `npm run check`.
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

/** The check's environment, on top of the toolchain's. */
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
