// Makes the kernel side link faster: merges compiler_builtins' hundreds of objects into one, and puts a
// bpf-linker before ours that uses it. The linked program is the same, byte for byte (docs/adr/0011).
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../system/command.ts';
import { readStamp, writeStamp } from '../system/stamp.ts';
import { PartFailure, type Work } from './part.ts';

/** Debian's folder of libraries compiled for the kernel's target. */
export const BPF_LIB = '/usr/lib/rustlib/bpfel-unknown-none/lib';

export type Merge = {
  /** The project's folder, absolute. */
  root: string;
  /** The bpf-linker that links, absolute. */
  linker: string;
  /** A folder with rustc's own `libLLVM.so`. */
  llvm: string;
  /** The toolchain's environment. */
  env: Record<string, string>;
};

/** The folder of the bpf-linker that goes before ours; it may not exist. */
export function mergedBinOf(root: string): string {
  return join(root, '.cache/linker/bin');
}

/** Whether the merge was done, or tried and failed, for exactly this linker and this compiler_builtins. */
export function isMerged(root: string, linker: string): boolean {
  const library = compilerBuiltins();
  return library === undefined || readStamp(stampOf(root)) === identity(root, linker, library);
}

/** The folder to put first in PATH; undefined when the plain linker is used. */
export function mergedBin(root: string, linker: string): string | undefined {
  const bin = mergedBinOf(root);
  return existsSync(join(bin, 'bpf-linker')) && isMerged(root, linker) ? bin : undefined;
}

/**
 * Merges once; takes about 3 s.
 * @throws PartFailure when it fails: the plain linker is used then, and there is no new try until a file changes.
 */
export async function merge(
  { root, linker, llvm, env }: Merge,
  { signal }: Pick<Work, 'signal'>,
): Promise<void> {
  const library = compilerBuiltins();
  if (library === undefined) return;
  const home = join(root, '.cache/linker');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(mergedBinOf(root), { recursive: true });
  const tool = join(home, 'merge');
  const merged = join(home, basename(library));
  const steps = [
    ['rustc', '--edition=2024', '-L', llvm, '-o', tool, join(root, 'server/setup/merge.rs')],
    [tool, library, merged],
    // The copy gets the original's time, so that a different original is noticed.
    ['touch', '-r', library, merged],
  ];
  for (const words of steps) {
    const { status, stderr } = await run('/usr/bin/env', words, { env: { ...process.env, ...env }, signal });
    if (signal.aborted) throw new PartFailure('stopped before it was done', 'npm run setup');
    if (status === 0) continue;
    writeStamp(stampOf(root), identity(root, linker, library));
    throw new PartFailure(stderr.trim().split('\n')[0] || `status ${status}`, 'npm run setup');
  }
  rmSync(tool);
  const front = join(mergedBinOf(root), 'bpf-linker');
  writeFileSync(front, script(library, merged, linker));
  chmodSync(front, 0o755);
  writeStamp(stampOf(root), identity(root, linker, library));
}

/** Debian's compiler_builtins for the kernel's target; undefined with another toolchain. */
export function compilerBuiltins(): string | undefined {
  if (!existsSync(BPF_LIB)) return undefined;
  const found = readdirSync(BPF_LIB).filter((name) => /^libcompiler_builtins-.*\.rlib$/.test(name));
  return found.length === 1 ? join(BPF_LIB, found[0]!) : undefined;
}

/** The bpf-linker before ours. A library whose time is not the copy's is another package's, and is linked as it is. */
export function script(library: string, merged: string, linker: string): string {
  const [from, to, real] = [library, merged, linker].map((path) => `'${path.replaceAll("'", `'\\''`)}'`);
  return `#!/bin/sh
# The project's bpf-linker, with compiler_builtins merged into one object beforehand.
from=${from}
to=${to}
if [ -f "$to" ] && [ ! "$from" -nt "$to" ] && [ ! "$from" -ot "$to" ]; then
  for arg do
    shift
    if [ "$arg" = "$from" ]; then arg=$to; fi
    set -- "$@" "$arg"
  done
fi
exec ${real} "$@"
`;
}

function identity(root: string, linker: string, library: string): string {
  const { size, mtimeMs } = statSync(library);
  return [root, linker, library, size, mtimeMs].join(' ');
}

function stampOf(root: string): string {
  return join(root, '.cache/setup/merged.stamp');
}
