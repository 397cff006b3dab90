// Reads from this machine the facts from which toolchain.ts decides.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../system/command.ts';
import { executable, pathDirs, which } from '../system/which.ts';
import { mergedBin, mergedBinOf } from './merged.ts';
import type { LinkerFound, Probes, RustFound } from './toolchain.ts';

/** The version that the eBPF crates of bpf/ are tested with. */
export const LINKER_VERSION = '0.11.0';

/** Takes about 50 ms: it runs each rustc once. */
export async function probe(root: string): Promise<Probes> {
  const dirs = pathDirs();
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const cargoBin = join(cargoHome, 'bin');
  const ownBin = ownBinOf(root);
  const rustup = which('rustup', [...dirs, cargoBin]);
  const [nightly, system] = await Promise.all([nightlyOf(rustup, dirs), systemRust()]);
  const ours = [ownBin, mergedBinOf(root)];
  const linker = which('bpf-linker', [...dirs.filter((dir) => !ours.includes(dir)), cargoBin]);
  return {
    platform: process.platform,
    rustup: rustup === undefined ? undefined : { path: rustup, hasDefault: hasDefault() },
    nightly,
    // To find the linker's LLVM the whole executable is read: only done when it can matter.
    linker:
      linker === undefined
        ? undefined
        : { path: linker, llvm: nightly?.rustSrc ? llvmOf(linker) : undefined },
    system,
    ownLinker: ownLinker(root),
    cc: which('cc', dirs) !== undefined,
    path: dirs.map((dir) => ({
      dir,
      rustup: executable(join(dir, 'rustup')),
      rust: executable(join(dir, 'rustc')) || executable(join(dir, 'cargo')),
    })),
    cargoHome,
    ownBin,
    mergedBin: mergedBin(root, ownLinkerOf(root)),
  };
}

/** The folder of the cargo programs that the project built for itself. */
export function ownBinOf(root: string): string {
  return join(root, '.cache/cargo/bin');
}

/** Our own bpf-linker; it may not exist. */
export function ownLinkerOf(root: string): string {
  return join(ownBinOf(root), 'bpf-linker');
}

/** Our bpf-linker with the LLVM that it was built for, from the record of `cargo install`. */
function ownLinker(root: string): LinkerFound | undefined {
  const path = ownLinkerOf(root);
  if (!executable(path)) return undefined;
  const installs = cargoInstalls(root);
  const entry = Object.entries(installs).find(([name]) => name.startsWith(`bpf-linker ${LINKER_VERSION} `));
  const llvm = entry?.[1].features?.map((feature) => /^llvm-(\d+)$/.exec(feature)?.[1]).find(Boolean);
  return llvm === undefined ? undefined : { path, llvm: Number(llvm) };
}

/** The record of `cargo install --root` (.crates2.json): what it installed there, with which features. */
export function cargoInstalls(root: string): Record<string, { features?: string[] }> {
  try {
    return JSON.parse(readFileSync(join(root, '.cache/cargo/.crates2.json'), 'utf8')).installs ?? {};
  } catch {
    return {};
  }
}

async function nightlyOf(rustup: string | undefined, dirs: readonly string[]): Promise<Probes['nightly']> {
  if (rustup === undefined) {
    const rustc = which('rustc', dirs);
    if (rustc === undefined) return undefined;
    const verbose = await version(rustc);
    if (!verbose?.rustc.includes('nightly')) return undefined;
    const { stdout } = await run(rustc, ['--print', 'sysroot']);
    return { ...verbose, dir: dirOf(rustc), rustSrc: hasRustSrc(stdout.trim()) };
  }
  const toolchains = join(rustupHome(), 'toolchains');
  const name = list(toolchains).find((entry) =>
    /^nightly-(?!\d{4}-)[a-z0-9_]+-unknown-linux-(gnu|musl)$/.test(entry),
  );
  if (name === undefined) return undefined;
  const home = join(toolchains, name);
  const dir = join(home, 'bin');
  // Without rust-src it can't be used, so we save the run of rustc that would show its LLVM.
  if (!hasRustSrc(home)) return { dir, llvm: 0, rustc: '', rustSrc: false };
  const verbose = await version(join(dir, 'rustc'));
  return verbose && { ...verbose, dir, rustSrc: true };
}

async function systemRust(): Promise<Probes['system']> {
  if (!executable('/usr/bin/rustc') || !executable('/usr/bin/cargo')) return undefined;
  const verbose = await version('/usr/bin/rustc');
  if (!verbose) return undefined;
  const lib = '/usr/lib/rustlib/bpfel-unknown-none/lib';
  return {
    ...verbose,
    dir: '/usr/bin',
    bpfStd: list(lib).some((name) => name.startsWith('libcore-')),
  };
}

/** Reads `rustc -vV`; undefined when it doesn't run or names no LLVM. */
async function version(program: string): Promise<Pick<RustFound, 'rustc' | 'llvm'> | undefined> {
  const { stdout } = await run(program, ['-vV']);
  const rustc = /^rustc .+$/m.exec(stdout)?.[0];
  const llvm = /^LLVM version: (\d+)/m.exec(stdout)?.[1];
  return rustc === undefined || llvm === undefined ? undefined : { rustc, llvm: Number(llvm) };
}

function hasRustSrc(sysroot: string): boolean {
  return existsSync(join(sysroot, 'lib/rustlib/src/rust/library/core/Cargo.toml'));
}

function rustupHome(): string {
  return process.env.RUSTUP_HOME ?? join(homedir(), '.rustup');
}

function hasDefault(): boolean {
  if (process.env.RUSTUP_TOOLCHAIN) return true;
  try {
    return /^default_toolchain\s*=\s*"/m.test(readFileSync(join(rustupHome(), 'settings.toml'), 'utf8'));
  } catch {
    return false;
  }
}

/** The LLVM major of a bpf-linker, from the name of its shared library or LLVM's version text inside it. */
export function llvmOf(linker: string): number | undefined {
  const bytes = readFileSync(linker).toString('latin1');
  const patterns = [/libLLVM(?:\.so\.|-)(\d+)/, /LLVM version (\d+)\.\d+\.\d+/, /LLVM(\d{2})\.\d+\.\d+/];
  const major = patterns.map((pattern) => pattern.exec(bytes)?.[1]).find((text) => text !== undefined);
  return major === undefined ? undefined : Number(major);
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function dirOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}
