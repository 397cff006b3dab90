// The part "cargo-generate": the talk types `cargo generate`; without it a stand-in fills the same template.
// Optional, and built last: it takes longest, and the first demo doesn't need it.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathDirs, which } from '../system/which.ts';
import { cargo } from './cargo.ts';
import { type Part, PartFailure } from './part.ts';
import { ownBinOf } from './probe.ts';
import type { Toolchain } from './toolchain.ts';

/** The newest that Debian's rustc 1.96 compiles (0.25.1 needs 1.97). */
export const GENERATE_VERSION = '0.25.0';

export type GeneratorContext = {
  root: string;
  find(): Promise<Toolchain>;
};

export function generatorPart({ root, find }: GeneratorContext): Part {
  const there = (toolchain: Toolchain) =>
    which(
      'cargo-generate',
      toolchain.kind === 'none' ? [ownBinOf(root), ...pathDirs()] : (toolchain.env.PATH?.split(':') ?? []),
    );
  return {
    id: 'generator',
    why: 'the live code begins with cargo generate',
    needs: ['linker'],
    lane: 'cargo',
    async check() {
      const path = there(await find());
      return path === undefined ? { is: 'todo', line: 'not built yet' } : { is: 'done', line: path };
    },
    async work({ signal, say }) {
      const toolchain = await find();
      if (toolchain.kind === 'none') throw new PartFailure(toolchain.why, toolchain.fix);
      const started = Date.now();
      const target = join(root, '.cache/cargo/build-generate');
      // A debug build: the release profile asks for fat LTO, which takes a quarter of an hour on two cores.
      const args = ['install', 'cargo-generate', '--version', GENERATE_VERSION, '--locked', '--debug'];
      // Its git library is 235 of 433 crates; git itself is installed, and cargo-generate.sh calls it.
      await cargo([...args, '--no-default-features', '--root', join(root, '.cache/cargo/generate')], {
        root,
        part: 'generator',
        nice: true,
        signal,
        say,
        env: {
          ...toolchain.env,
          CARGO_TARGET_DIR: target,
          CARGO_PROFILE_DEV_DEBUG: '0',
          CARGO_INCREMENTAL: '0',
        },
      });
      rmSync(target, { recursive: true, force: true });
      mkdirSync(ownBinOf(root), { recursive: true });
      copyFileSync(join(root, 'server/setup/cargo-generate.sh'), join(ownBinOf(root), 'cargo-generate'));
      return `built in ${Math.round((Date.now() - started) / 1000)} s`;
    },
  };
}
