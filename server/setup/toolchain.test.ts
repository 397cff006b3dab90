// The choice of the toolchain as a table: what was found, what is chosen, and the reason shown.
import { describe, expect, it } from 'vitest';
import { decide, type Probes } from './toolchain.ts';

const bare: Probes = {
  platform: 'linux',
  cc: true,
  path: [
    { dir: '/home/me/.cargo/bin', rustup: true, rust: true },
    { dir: '/usr/local/bin', rustup: false, rust: false },
    { dir: '/usr/bin', rustup: false, rust: true },
  ],
  cargoHome: '/home/me/.cargo',
  ownBin: '/deck/.cache/cargo/bin',
};
const rustup = { path: '/home/me/.cargo/bin/rustup', hasDefault: true };
const nightly = {
  dir: '/home/me/.rustup/nightly/bin',
  llvm: 22,
  rustc: 'rustc 1.98.0-nightly',
  rustSrc: true,
};
const linker = { path: '/home/me/.cargo/bin/bpf-linker', llvm: 22 };
const system = { dir: '/usr/bin', llvm: 22, rustc: 'rustc 1.96.0', bpfStd: true };
const ownLinker = { path: '/deck/.cache/cargo/bin/bpf-linker', llvm: 22 };

describe('decide', () => {
  it.each<[string, Partial<Probes>, string, string]>([
    ['everything of rustup', { rustup, nightly, linker }, 'rustup', 'is complete'],
    [
      'rustup before Debian when both are complete',
      { rustup, nightly, linker, system, ownLinker },
      'rustup',
      'nightly',
    ],
    [
      'a linker whose LLVM is unknown',
      { rustup, nightly, linker: { path: '/x/bpf-linker' } },
      'rustup',
      '/x',
    ],
    [
      'a linker with a newer LLVM',
      { rustup, nightly, linker: { ...linker, llvm: 23 } },
      'rustup',
      'complete',
    ],
    ['a nightly without rustup (nix develop)', { nightly, linker }, 'rustup', 'a nightly rustc on PATH'],
    ["Debian's packages alone", { system, ownLinker }, 'debian', 'rustup: not installed'],
    ['rustup without nightly', { rustup, linker, system }, 'debian', 'no nightly toolchain'],
    [
      'nightly without rust-src',
      { rustup, nightly: { ...nightly, rustSrc: false }, linker, system },
      'debian',
      'rust-src',
    ],
    ['nightly without bpf-linker', { rustup, nightly, system }, 'debian', 'no bpf-linker'],
    [
      'a linker with an older LLVM than nightly',
      { rustup, nightly, linker: { ...linker, llvm: 21 }, system },
      'debian',
      'bpf-linker reads LLVM 21, nightly writes LLVM 22',
    ],
    ['nothing', {}, 'none', 'no rustc and cargo in /usr/bin'],
    [
      'a rustc without core for bpfel',
      { system: { ...system, bpfStd: false } },
      'none',
      'libstd-rust-web-dev-bpf',
    ],
    ['an LLVM no bpf-linker reads', { system: { ...system, llvm: 14 } }, 'none', 'rustc writes LLVM 14'],
    ['no C compiler', { cc: false, system, ownLinker }, 'none', 'no C compiler'],
    [
      'rustup itself in /usr/bin',
      { path: [{ dir: '/usr/bin', rustup: true, rust: true }], system },
      'none',
      'rustup is in /usr/bin',
    ],
    [
      'another system',
      { platform: 'darwin', rustup, nightly, linker },
      'none',
      'Linux kernel; this is darwin',
    ],
  ])('%s', (_, found, kind, why) => {
    const toolchain = decide({ ...bare, ...found });
    expect(toolchain.kind).toBe(kind);
    expect(toolchain.why).toContain(why);
    if (toolchain.kind === 'none') expect(toolchain.fix).not.toBe('');
  });

  it('shows whether our own linker is built', () => {
    const decideWith = (own: Probes['ownLinker']) => decide({ ...bare, system, ownLinker: own });
    expect(decideWith(ownLinker)).toMatchObject({ kind: 'debian', linker: true });
    expect(decideWith(undefined)).toMatchObject({ kind: 'debian', linker: false });
    expect(decideWith({ ...ownLinker, llvm: 21 })).toMatchObject({ kind: 'debian', linker: false });
  });

  it("leaves rustup off Debian's PATH, puts our linker first, and adds sbin", () => {
    const toolchain = decide({ ...bare, system, ownLinker });
    if (toolchain.kind === 'none') throw new Error(toolchain.why);
    expect(toolchain.env.PATH?.split(':')).toEqual([
      '/deck/.cache/cargo/bin',
      '/usr/local/sbin',
      '/usr/local/bin',
      '/usr/sbin',
      '/usr/bin',
      '/sbin',
      '/bin',
    ]);
    expect(toolchain.env.RUSTC_BOOTSTRAP).toBe('aya_ebpf');
    const quick = decide({ ...bare, system, ownLinker, mergedBin: '/deck/.cache/linker/bin' });
    if (quick.kind === 'none') throw new Error(quick.why);
    expect(quick.env.PATH?.split(':').slice(0, 2)).toEqual([
      '/deck/.cache/linker/bin',
      '/deck/.cache/cargo/bin',
    ]);
  });

  it("puts the system's folders before the speaker's own, and /usr/bin before another system rustc", () => {
    const others = [
      { dir: '/opt/shims', rustup: false, rust: true },
      { dir: '/usr/local/bin', rustup: false, rust: true },
    ];
    const toolchain = decide({ ...bare, path: [...others, ...bare.path], system, ownLinker });
    if (toolchain.kind === 'none') throw new Error(toolchain.why);
    const dirs = toolchain.env.PATH?.split(':') ?? [];
    expect(dirs.slice(0, 2)).toEqual(['/deck/.cache/cargo/bin', '/usr/bin']);
    expect(dirs.at(-1)).toBe('/opt/shims');
  });

  it('names nightly when rustup has no default toolchain, and finds cargo that is not on PATH', () => {
    const path = bare.path.slice(1);
    const toolchain = decide({ ...bare, path, rustup: { ...rustup, hasDefault: false }, nightly, linker });
    if (toolchain.kind === 'none') throw new Error(toolchain.why);
    expect(toolchain.env.RUSTUP_TOOLCHAIN).toBe('nightly');
    expect(toolchain.env.PATH?.split(':')[0]).toBe('/home/me/.cargo/bin');
  });
});
