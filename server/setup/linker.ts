// The part "bpf-linker": builds it into .cache/cargo with Debian's cargo, and makes it link faster.
// A rustup toolchain has its own linker; then this part has nothing to do.
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cargo } from './cargo.ts';
import { isMerged, merge } from './merged.ts';
import { type Part, PartFailure, type PartId } from './part.ts';
import { LINKER_VERSION, ownLinkerOf } from './probe.ts';
import type { Toolchain } from './toolchain.ts';

export type LinkerContext = {
  root: string;
  /** The toolchain as found at the last look. */
  find(): Promise<Toolchain>;
  /** Looks at the machine again: something was installed. */
  look(): Promise<Toolchain>;
  /** Whether a toolchain may still come with the Debian packages. */
  mayCome(): boolean;
  needs: readonly PartId[];
};

export function linkerPart({ root, find, look, mayCome, needs }: LinkerContext): Part {
  return {
    id: 'linker',
    why: 'links what rustc compiles into a BPF object; no Debian package has it',
    needs,
    lane: 'cargo',
    async check() {
      const toolchain = await find();
      if (toolchain.kind === 'none') {
        if (mayCome()) return { is: 'todo', line: 'after the Debian packages' };
        return { is: 'failed', line: `no Rust toolchain for BPF (${toolchain.why})`, fix: toolchain.fix };
      }
      if (!toolchain.linker) return { is: 'todo', line: `bpf-linker ${LINKER_VERSION} is not built yet` };
      return toolchain.kind === 'rustup' || isMerged(root, ownLinkerOf(root))
        ? { is: 'done', line: toolchain.why }
        : { is: 'todo', line: 'its library is not merged yet' };
    },
    async work({ signal, say }) {
      const toolchain = await find();
      if (toolchain.kind !== 'debian')
        throw new PartFailure('the toolchain changed during the set-up', 'npm run setup');
      const started = Date.now();
      const quicken = () => mergeFor(toolchain, root, signal);
      if (toolchain.linker) return `ready${await quicken()}`;
      // A debug build compiles in half the time, and links as fast: the time goes into LLVM, a shared library.
      const install = [
        'install',
        'bpf-linker',
        '--version',
        LINKER_VERSION,
        '--locked',
        '--debug',
        '--force',
      ];
      const target = join(root, '.cache/cargo/build');
      await cargo(
        [
          ...install,
          '--no-default-features',
          '--features',
          `llvm-${toolchain.llvm}`,
          '--root',
          join(root, '.cache/cargo'),
        ],
        {
          root,
          part: 'linker',
          signal,
          say,
          env: {
            ...toolchain.env,
            LLVM_PREFIX: llvmPrefix(root, toolchain.llvm),
            CARGO_TARGET_DIR: target,
            CARGO_PROFILE_DEV_DEBUG: '0',
            CARGO_INCREMENTAL: '0',
          },
        },
      );
      rmSync(target, { recursive: true, force: true });
      const after = await look();
      if (after.kind === 'none' || !after.linker) {
        throw new PartFailure('bpf-linker was built, but was not found afterwards', 'npm run setup');
      }
      const slow = await quicken();
      return `built in ${Math.round((Date.now() - started) / 1000)} s${slow}`;
    },
  };
}

/** @returns what to add to the part's line: nothing, or why it links slowly (it works without the merge, too). */
async function mergeFor(
  { env, llvm }: Exclude<Toolchain, { kind: 'none' }>,
  root: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    await merge(
      { root, linker: ownLinkerOf(root), llvm: join(llvmPrefix(root, llvm), 'lib'), env },
      { signal },
    );
    return '';
  } catch (error) {
    if (signal.aborted) throw error;
    return `; links slowly: ${(error as Error).message}`;
  }
}

/**
 * A folder whose lib/libLLVM.so is the shared LLVM that rustc itself uses. Debian's llvm-*-dev has the same link, and
 * 570 MB more.
 * @throws PartFailure when rustc's LLVM is not a shared library here.
 */
function llvmPrefix(root: string, llvm: number): string {
  const dirs = [
    '/usr/lib',
    ...readdirSync('/usr/lib')
      .filter((name) => name.includes('-linux-gnu'))
      .map((name) => `/usr/lib/${name}`),
  ];
  const library = dirs
    .flatMap((dir) =>
      readdirSync(dir)
        .filter((name) => name.startsWith(`libLLVM.so.${llvm}.`))
        .map((name) => join(dir, name)),
    )
    .find((path) => existsSync(path));
  if (library === undefined) {
    throw new PartFailure(
      `no libLLVM.so.${llvm} in /usr/lib`,
      `apt-get install libllvm${llvm}, then: npm run setup`,
    );
  }
  const prefix = join(root, '.cache/llvm');
  rmSync(prefix, { recursive: true, force: true });
  mkdirSync(join(prefix, 'lib'), { recursive: true });
  symlinkSync(library, join(prefix, 'lib/libLLVM.so'));
  return prefix;
}
