// Copies crates that cargo has compiled for the projects in bpf/ to another project's target folder.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { readStamp, writeStamp } from './stamp.ts';

/** Folders of a profile that the next build uses; the rest is results and rustc's own caches. */
const KEPT = ['.fingerprint', 'build', 'deps'];

/** aya-build's `--target-dir` for the kernel side, below a build script's output folder. */
const KERNEL_SIDE = 'out/aya-build/target';

/** Beside compiled crates: who has made them (`maker` of setup/toolchain.ts). */
const MAKER = '.made-by';

/** The file that says who has made the crates of bpf/. */
export function makerFile(root: string): string {
  return join(root, '.cache/build', MAKER);
}

/**
 * Fills a target folder that doesn't exist yet, or that another maker has filled, with the crates that bpf/.cargo/config.toml keeps for the projects in
 * bpf/: crates from the registry are the same in any project. Times are copied, too, since cargo compares them. A
 * project's own crates are left out: cargo names them by their place in the workspace, and would mix up two copies.
 * @param target cargo's target folder, absolute. It appears complete, or not at all if cargo was quicker.
 */
export async function takeArtefacts(root: string, target: string, signal?: AbortSignal): Promise<void> {
  const outer = join(root, '.cache/build/debug');
  const maker = readStamp(makerFile(root));
  if (!existsSync(outer)) return;
  if (existsSync(join(target, 'debug'))) {
    if (readStamp(join(target, MAKER)) === maker) return;
    // Another compiler's, or from another user's packages: cargo would compile all of them again.
    rmSync(target, { recursive: true });
  }
  const fresh = `${target}.new-${process.pid}`;
  const copy = async (from: string[], to: string) => {
    mkdirSync(to, { recursive: true });
    await run('cp', ['-a', '--reflink=auto', '--', ...from, to], signal ? { signal } : {});
  };
  try {
    await copy(
      KEPT.map((name) => join(outer, name)).filter((path) => existsSync(path)),
      join(fresh, 'debug'),
    );
    const kernel = join(root, '.cache/build-kernel');
    const sides = existsSync(kernel) ? readdirSync(kernel).map((name) => join(kernel, name)) : [];
    for (const place of kernelSides(join(fresh, 'debug/build')))
      if (sides.length > 0) await copy(sides, place);
    forgetOwn(root, fresh);
    mkdirSync(target, { recursive: true });
    renameSync(join(fresh, 'debug'), join(target, 'debug'));
    if (maker !== undefined) writeStamp(join(target, MAKER), maker);
  } catch (error) {
    // cargo has begun there meanwhile, and compiles everything itself.
    if (!existsSync(join(target, 'debug'))) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Removes fingerprints, so that cargo compiles these crates again; the output of their build scripts stays. */
function forgetOwn(root: string, target: string): void {
  const own = ownCrates(join(root, 'bpf'));
  for (const name of readdirSync(target, { recursive: true, encoding: 'utf8' })) {
    const crate = /\.fingerprint\/([\w-]+)-[0-9a-f]+$/.exec(name)?.[1];
    if (crate && own.has(crate)) rmSync(join(target, name), { recursive: true });
  }
}

/** Names of the packages two folders below: `bpf/ping-monitor/ping-monitor-ebpf`. */
function ownCrates(dir: string): Set<string> {
  const manifests = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(dir, name)).map((each) => join(dir, name, each, 'Cargo.toml')))
    .filter((file) => existsSync(file));
  const names = manifests.map((file) => /^name\s*=\s*"([\w-]+)"/m.exec(readFileSync(file, 'utf8'))?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

/** The target folders of the kernel sides whose build scripts have run. */
function kernelSides(builds: string): string[] {
  if (!existsSync(builds)) return [];
  return readdirSync(builds)
    .map((name) => join(builds, name, KERNEL_SIDE))
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place).map((name) => join(place, name)));
}
