// Builds a project beforehand where a demo makes it anew, so that on stage cargo compiles only new lines.
// Dependencies are not compiled again, but copied from the project itself.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Build } from '../../protocol/talk.ts';
import { takeArtefacts } from '../system/artefacts.ts';
import { run } from '../system/command.ts';
import { readStamp, writeStamp } from '../system/stamp.ts';
import { targetOf, Workspace } from '../system/workspace.ts';
import { type CargoRun, cargo } from './cargo.ts';
import { checkArgs, checkEnv, checkTargetOf } from './cargo-check.ts';
import { packageOf } from './package.ts';
import type { Toolchain } from './toolchain.ts';

type Usable = Exclude<Toolchain, { kind: 'none' }>;

/** Made by a build, or not needed for one. */
const NOT_SOURCES = new Set(['target', '.git']);

/** @param print the fingerprint of the sources and the compiler (stamp.ts). */
export function isBuiltAnew(root: string, build: Build, print: string): boolean {
  if (build.anew === undefined) return true;
  const { program, stamp } = placeOf(root, build.anew, build);
  return existsSync(program) && readStamp(stamp) === stampOf(root, build.anew, print);
}

/**
 * Copies the project there, builds it, and leaves the folder empty again.
 * @returns a line about what was or wasn't done; undefined when there was nothing to do.
 * @throws PartFailure when cargo fails, WorkspaceRefusal when the folder is not ours.
 */
export async function buildAnew(
  build: Build,
  print: string,
  toolchain: Usable,
  options: CargoRun,
): Promise<string | undefined> {
  const { root } = options;
  if (build.anew === undefined || isBuiltAnew(root, build, print)) return undefined;
  const { workspace, dir, target, stamp } = placeOf(root, build.anew, build);
  if (workspace.leftWork()) return `not built in ${build.anew}: a deck that was killed left work there`;
  const started = Date.now();
  workspace.open();
  try {
    cpSync(join(root, build.dir), dir, {
      recursive: true,
      filter: (file) => !NOT_SOURCES.has(basename(file)),
    });
    // The old artefacts are from other sources or another compiler; the project itself was just built with these.
    rmSync(target, { recursive: true, force: true });
    await takeArtefacts(root, target, options.signal);
    const env = { ...options.env, CARGO_TARGET_DIR: target };
    // Its dependencies were fetched for the project itself; on stage there is no network either.
    await cargo(['build', '--offline'], { ...options, part: `${build.id}-anew`, cwd: dir, env });
    await checkKernelSides(build, workspace.name, dir, toolchain, options);
    writeStamp(stamp, stampOf(root, build.anew, print));
  } finally {
    workspace.clear();
    workspace.release();
  }
  return `in ${build.anew} beforehand, ${Math.round((Date.now() - started) / 1000)} s`;
}

/** Compiles what the kernel side depends on, so that an editor's first check on a slide needn't. */
async function checkKernelSides(
  build: Build,
  workspace: string,
  dir: string,
  toolchain: Usable,
  options: CargoRun,
): Promise<void> {
  for (const name of readdirSync(dir)) {
    const found = packageOf(join(dir, name, 'Cargo.toml'), dir);
    if (found?.dir !== join(dir, name) || !found.kernel) continue;
    const target = checkTargetOf(options.root, workspace);
    await takeHostSide(options.root, target, options.signal);
    const env = { ...options.env, ...checkEnv(found, target) };
    await cargo(checkArgs(found, toolchain), { ...options, part: `${build.id}-check`, cwd: found.dir, env });
  }
}

/**
 * Copies macros and build scripts from the build to the check: they run on this machine and are the same in both
 * (.cargo/config.toml names the build's folder). File times are kept, since cargo compares them.
 */
async function takeHostSide(root: string, target: string, signal: AbortSignal): Promise<void> {
  const from = join(root, '.cache/build-kernel/release');
  const to = join(target, 'release');
  if (existsSync(to) || !existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  const parts = ['.fingerprint', 'build', 'deps'].map((name) => join(from, name));
  await run('cp', ['-a', '--reflink=auto', '--', ...parts, to], { signal });
}

function placeOf(root: string, anew: string, { id, program }: Build) {
  const [name = ''] = anew.split('/');
  const target = targetOf(root, name);
  return {
    workspace: new Workspace(root, name),
    dir: join(root, anew),
    target,
    program: join(target, 'debug', program),
    stamp: join(root, '.cache/setup', `${id}-anew.stamp`),
  };
}

/** A project is built again when it or its target folder has moved. */
function stampOf(root: string, anew: string, print: string): string {
  const [name = ''] = anew.split('/');
  return `${print} ${join(root, anew)} ${targetOf(root, name)}`;
}
