// Decides which Rust toolchain builds the BPF programs, from the facts that probe.ts found.
// packages.ts and linker.ts install what is missing.

/** A rustc that may be able to compile for the kernel. */
export type RustFound = {
  /** Folder of cargo and rustc, for the reader. */
  dir: string;
  /** Major version of the LLVM inside this rustc. */
  llvm: number;
  /** What `rustc -V` prints. */
  rustc: string;
};

/** One bpf-linker executable. */
export type LinkerFound = {
  path: string;
  /** Major version of the LLVM that it links with, as found in the executable. */
  llvm?: number | undefined;
};

/** What probe.ts found on this machine; every field is a plain fact. */
export type Probes = {
  platform: NodeJS.Platform;
  /** The rustup executable, on PATH or in cargo's bin folder. */
  rustup?: { path: string; hasDefault: boolean } | undefined;
  /**
   * rustup's toolchain `nightly` (not asked for its LLVM, which is 0, when rust-src is missing), or a nightly rustc on PATH when
   * there is no rustup (`nix develop`).
   */
  nightly?: (RustFound & { rustSrc: boolean }) | undefined;
  /** bpf-linker on PATH or in cargo's bin folder: the speaker's own, never ours. */
  linker?: LinkerFound | undefined;
  /** A system rustc and cargo in /usr/bin; `bpfStd`: `core` for bpfel is there, compiled. */
  system?: (RustFound & { bpfStd: boolean }) | undefined;
  /** Our own bpf-linker in .cache/cargo/bin. */
  ownLinker?: LinkerFound | undefined;
  /** A C compiler, `cc`: rustc links with it. */
  cc: boolean;
  /** The folders of PATH in order, with what is in each. */
  path: readonly { dir: string; rustup: boolean; rust: boolean }[];
  /** Where cargo keeps packages: CARGO_HOME, or .cargo at home. */
  cargoHome: string;
  /** .cache/cargo/bin, absolute. */
  ownBin: string;
  /** The folder of the bpf-linker that links faster (merged.ts), if there is one; before ownBin in PATH. */
  mergedBin?: string | undefined;
};

export type Toolchain =
  | {
      kind: 'rustup' | 'debian';
      why: string;
      /** What a pane or a build needs on top of its own environment; PATH is complete. */
      env: Record<string, string>;
      llvm: number;
      /** What compiles, and from whose packages: with another one cargo compiles everything again. */
      maker: string;
      /** False until our own bpf-linker is built. */
      linker: boolean;
    }
  | { kind: 'none'; why: string; fix: string };

/** LLVM majors that bpf-linker 0.11 has a cargo feature for (its Cargo.toml). */
export const LINKER_LLVMS: readonly number[] = [21, 22, 23];

/** Plain `cargo install bpf-linker` is no way today: 0.13 wants an LLVM 23 of the system (its README, "Installation"). */
export const RUSTUP_FIX =
  'install rustup (rustup.rs), a nightly with rust-src, and bpf-linker for its LLVM: ' +
  'the commands are in bpf/README.md, "Toolchains"';

/** An ordinary user's PATH on Debian lacks sbin, where tc is. */
const SYSTEM_DIRS: readonly string[] = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** Decides from the facts alone: rustup's nightly if it is complete, else Debian's packages, else none. */
export function decide(probes: Probes): Toolchain {
  if (probes.platform !== 'linux') {
    return {
      kind: 'none',
      why: `eBPF needs a Linux kernel; this is ${probes.platform}`,
      fix: 'run the deck on a Linux machine (or in a virtual machine) for live demos',
    };
  }
  const nightlyLacks = lacksOfNightly(probes);
  if (probes.nightly && nightlyLacks.length === 0) {
    const { llvm, rustc } = probes.nightly;
    const name = probes.rustup ? "rustup's nightly" : 'a nightly rustc on PATH';
    return {
      kind: 'rustup',
      why: `${name} with rust-src and bpf-linker (${probes.linker?.path}) is complete`,
      env: {
        PATH: rustupPath(probes).join(':'),
        CARGO_HOME: probes.cargoHome,
        ...(probes.rustup && !probes.rustup.hasDefault ? { RUSTUP_TOOLCHAIN: 'nightly' } : {}),
      },
      llvm,
      maker: `${rustc}, ${probes.cargoHome}`,
      linker: true,
    };
  }
  const noRustup = `rustup: ${nightlyLacks.join(', ')}`;
  const systemLacks = lacksOfSystem(probes);
  if (probes.system && systemLacks.length === 0) {
    const { llvm, rustc } = probes.system;
    return {
      kind: 'debian',
      why: `Debian's rustc in ${probes.system.dir} has core for bpfel compiled (${noRustup})`,
      env: {
        PATH: debianPath(probes).join(':'),
        // The panes' home may be another than that of the set-up.
        CARGO_HOME: probes.cargoHome,
        // A list of crates, not 1: with 1 aya-build adds -Z build-std=core, which needs rust-src.
        RUSTC_BOOTSTRAP: 'aya_ebpf',
      },
      llvm,
      maker: `${rustc}, ${probes.cargoHome}`,
      linker: probes.ownLinker !== undefined && fits(probes.ownLinker, llvm),
    };
  }
  return {
    kind: 'none',
    why: `${noRustup}; Debian's packages: ${systemLacks.join(', ')}`,
    fix: RUSTUP_FIX,
  };
}

function lacksOfNightly({ rustup, nightly, linker, cc }: Probes): string[] {
  if (!nightly) return [rustup ? 'no nightly toolchain' : 'not installed'];
  const lacks: string[] = [];
  if (!nightly.rustSrc) lacks.push('nightly lacks rust-src');
  if (!linker) lacks.push('no bpf-linker');
  else if (!fits(linker, nightly.llvm)) {
    lacks.push(`bpf-linker reads LLVM ${linker.llvm}, nightly writes LLVM ${nightly.llvm}`);
  }
  if (!cc) lacks.push('no C compiler (cc)');
  return lacks;
}

function lacksOfSystem({ system, cc, path }: Probes): string[] {
  if (!system) return ['no rustc and cargo in /usr/bin'];
  const lacks: string[] = [];
  if (!system.bpfStd) lacks.push('no core for bpfel (libstd-rust-web-dev-bpf)');
  if (!LINKER_LLVMS.includes(system.llvm)) {
    lacks.push(`rustc writes LLVM ${system.llvm}, bpf-linker reads ${LINKER_LLVMS.join(', ')}`);
  }
  if (path.some(({ dir, rustup }) => rustup && dir === system.dir)) lacks.push(`rustup is in ${system.dir}`);
  if (!cc) lacks.push('no C compiler (cc)');
  return lacks;
}

/** LLVM reads bitcode of its own and older majors; a linker whose LLVM is unknown counts as fitting. */
function fits(linker: LinkerFound, rustcLlvm: number): boolean {
  return linker.llvm === undefined || linker.llvm >= rustcLlvm;
}

/** The toolchain's own folders, then the system's, so that a pane finds the same commands on every machine. */
function rustupPath({ path, rustup, linker, nightly }: Probes): string[] {
  const dirOf = (file: string | undefined) => file?.slice(0, file.lastIndexOf('/'));
  const own = [dirOf(rustup?.path), rustup ? undefined : nightly?.dir, dirOf(linker?.path)];
  return inOrder([...own.filter((dir) => dir !== undefined), ...SYSTEM_DIRS, ...path.map(({ dir }) => dir)]);
}

/** Our linker first; no folder with rustup (aya-build would run it); /usr/bin's rustc before any other. */
function debianPath({ path, ownBin, mergedBin, system }: Probes): string[] {
  const kept = path.filter(({ dir, rustup }) => !rustup && dir !== ownBin).map(({ dir }) => dir);
  const without = path.filter(({ rustup }) => rustup).map(({ dir }) => dir);
  const shadowed = path.some(({ dir, rust }) => rust && dir !== system?.dir && SYSTEM_DIRS.includes(dir));
  const first = shadowed && system ? [system.dir] : [];
  const ours = mergedBin === undefined ? [ownBin] : [mergedBin, ownBin];
  return inOrder([...ours, ...first, ...SYSTEM_DIRS.filter((dir) => !without.includes(dir)), ...kept]);
}

/** Each folder once, at its first place. */
function inOrder(dirs: readonly string[]): string[] {
  return [...new Set(dirs)];
}
