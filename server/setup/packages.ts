// The Debian packages that demos and tests need, what proves that each is there, and which are missing.
// apt.ts installs them; on a system without apt the names are shown.
import { existsSync } from 'node:fs';
import { pathDirs, SBIN, which } from '../system/which.ts';
import type { Toolchain } from './toolchain.ts';

/** Shows that a package's content is there, even if it was installed in another way. */
export type Proof = { command: string } | { file: string };

export type Need = {
  package: string;
  proofs: readonly Proof[];
  /** `toolchain`: only when no toolchain is complete; `lint` and `tests`: only for npm test. */
  use: 'demos' | 'toolchain' | 'lint' | 'tests';
};

const commands = (...names: string[]): Proof[] => names.map((command) => ({ command }));

export const NEEDS: readonly Need[] = [
  { package: 'ca-certificates', proofs: [{ file: '/etc/ssl/certs/ca-certificates.crt' }], use: 'demos' },
  { package: 'gcc', proofs: commands('cc'), use: 'demos' },
  { package: 'libc6-dev', proofs: [{ file: '/usr/include/stdio.h' }], use: 'demos' },
  { package: 'iproute2', proofs: commands('ip', 'tc'), use: 'demos' },
  { package: 'iputils-ping', proofs: commands('ping'), use: 'demos' },
  { package: 'curl', proofs: commands('curl'), use: 'demos' },
  { package: 'python3', proofs: commands('python3'), use: 'demos' },
  { package: 'sudo', proofs: commands('sudo'), use: 'demos' },
  { package: 'openssh-client', proofs: commands('ssh', 'ssh-keygen'), use: 'demos' },
  { package: 'openssh-server', proofs: commands('sshd'), use: 'demos' },
  { package: 'git', proofs: commands('git'), use: 'demos' },
  { package: 'util-linux', proofs: commands('unshare', 'nsenter', 'setpriv'), use: 'demos' },
  { package: 'mount', proofs: commands('mount'), use: 'demos' },
  { package: 'rustc-web', proofs: [], use: 'toolchain' },
  { package: 'cargo-web', proofs: [], use: 'toolchain' },
  { package: 'libstd-rust-web-dev-bpf', proofs: [], use: 'toolchain' },
  { package: 'rustfmt-web', proofs: [{ file: '/usr/bin/rustfmt' }], use: 'lint' },
  { package: 'rust-web-clippy', proofs: [{ file: '/usr/bin/clippy-driver' }], use: 'lint' },
  { package: 'chromium', proofs: commands('chromium'), use: 'tests' },
  { package: 'chromium-headless-shell', proofs: commands('chromium-headless-shell'), use: 'tests' },
  // For the C program that slides show beside the Rust one.
  { package: 'clang', proofs: commands('clang'), use: 'tests' },
  { package: 'libbpf-dev', proofs: [{ file: '/usr/include/bpf/bpf_helpers.h' }], use: 'tests' },
  // Programs whose screens the tests of snapshots copy.
  { package: 'vim', proofs: commands('vim'), use: 'tests' },
  { package: 'less', proofs: commands('less'), use: 'tests' },
  { package: 'procps', proofs: commands('top'), use: 'tests' },
  { package: 'poppler-utils', proofs: commands('pdfinfo', 'pdftotext'), use: 'tests' },
  { package: 'bpftool', proofs: commands('bpftool'), use: 'tests' },
  // Real windows, whose keys the tests press.
  { package: 'xvfb', proofs: commands('Xvfb'), use: 'tests' },
  { package: 'xdotool', proofs: commands('xdotool'), use: 'tests' },
  { package: 'openbox', proofs: commands('openbox'), use: 'tests' },
  { package: 'firefox-esr', proofs: commands('firefox-esr'), use: 'tests' },
  // To evaluate flake.nix; nothing is built with it.
  { package: 'nix-bin', proofs: commands('nix-instantiate'), use: 'tests' },
];

/** Packages for this use whose proofs don't all hold; a package without proofs counts as missing. */
export function missing(use: Need['use'], holds: (proof: Proof) => boolean): string[] {
  const there = ({ proofs }: Need) => proofs.length > 0 && proofs.every(holds);
  return NEEDS.filter((need) => need.use === use && !there(need)).map((need) => need.package);
}

/**
 * What the part "Debian packages" has to install; `rust` is installed all or not at all. With a complete rustup
 * toolchain none of Debian's Rust is needed. The `toolchain` packages have no proofs: they are missing when the
 * toolchain is `none`.
 */
export function wanted(
  want: 'demos' | 'all',
  toolchain: Toolchain,
  holds: (proof: Proof) => boolean,
): { tools: string[]; rust: string[] } {
  const lint = want === 'all' && toolchain.kind !== 'rustup' ? missing('lint', holds) : [];
  return {
    tools: missing('demos', holds),
    rust: [...(toolchain.kind === 'none' ? missing('toolchain', holds) : []), ...lint],
  };
}

/** Whether the proof is on this machine. */
export function holds(proof: Proof): boolean {
  if ('file' in proof) return existsSync(proof.file);
  return which(proof.command, [...pathDirs(), ...SBIN]) !== undefined;
}
