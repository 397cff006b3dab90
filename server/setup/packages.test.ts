// Which Debian packages are missing, given what is on the machine.
import { describe, expect, it } from 'vitest';
import { missing, NEEDS, type Proof, wanted } from './packages.ts';
import type { Toolchain } from './toolchain.ts';

const none: Toolchain = { kind: 'none', why: '', fix: '' };
const rustup: Toolchain = { kind: 'rustup', why: '', env: {}, llvm: 22, maker: '', linker: true };
const debian: Toolchain = { ...rustup, kind: 'debian', linker: false };
const nothing = () => false;
const everything = () => true;
const without =
  (...names: string[]) =>
  (proof: Proof) =>
    !names.includes('command' in proof ? proof.command : proof.file);

describe('wanted', () => {
  it('is empty when everything is there and a toolchain is complete', () => {
    expect(wanted('all', debian, everything)).toEqual({ tools: [], rust: [] });
  });

  it('is the whole list on a bare machine', () => {
    const { tools, rust } = wanted('demos', none, nothing);
    expect(tools).toContain('iproute2');
    expect(tools).toContain('gcc');
    expect(rust).toEqual(['rustc-web', 'cargo-web', 'libstd-rust-web-dev-bpf']);
  });

  it("has none of Debian's Rust when rustup's toolchain is complete", () => {
    for (const want of ['demos', 'all'] as const) expect(wanted(want, rustup, nothing).rust).toEqual([]);
  });

  it('has the linters only for the tests', () => {
    expect(wanted('demos', debian, nothing).rust).toEqual([]);
    expect(wanted('all', debian, nothing).rust).toEqual(['rustfmt-web', 'rust-web-clippy']);
  });

  it('has a package when one of its commands is missing, and only that package', () => {
    expect(wanted('demos', debian, without('tc')).tools).toEqual(['iproute2']);
    expect(wanted('demos', debian, without('sshd', '/usr/include/stdio.h')).tools).toEqual([
      'libc6-dev',
      'openssh-server',
    ]);
  });
});

describe('missing', () => {
  it('has Chromium, a C compiler, a reader of PDFs and Nix only for the tests', () => {
    expect(missing('tests', nothing)).toEqual([
      'chromium',
      'chromium-headless-shell',
      'clang',
      'libbpf-dev',
      'vim',
      'less',
      'procps',
      'poppler-utils',
      'bpftool',
      'xvfb',
      'xdotool',
      'openbox',
      'firefox-esr',
      'nix-bin',
    ]);
    expect(missing('demos', nothing)).not.toContain('chromium');
  });

  it('names each package once', () => {
    const names = NEEDS.map((need) => need.package);
    expect(new Set(names).size).toBe(names.length);
  });
});
