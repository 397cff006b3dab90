// The parts that build the talk's programs: cargo build of each workspace, dev profile, as the speaker.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from '../../protocol/talk.ts';
import { makerFile } from '../system/artefacts.ts';
import { fingerprint, readStamp, writeStamp } from '../system/stamp.ts';
import { WorkspaceRefusal } from '../system/workspace.ts';
import { buildAnew, isBuiltAnew } from './anew.ts';
import { cargo } from './cargo.ts';
import { fetchPackages, hasPackages } from './cargo-home.ts';
import { foreign } from './foreign.ts';
import { type Part, PartFailure, type PartId } from './part.ts';
import type { Toolchain } from './toolchain.ts';

export type BuildContext = {
  root: string;
  find(): Promise<Toolchain>;
};

export function buildPart(workspace: Build, { root, find }: BuildContext): Part {
  const dir = join(root, workspace.dir);
  const stamp = join(root, '.cache/setup', `${workspace.id}.stamp`);
  const program = join(dir, 'target/debug', workspace.program);
  const printOf = (toolchain: Toolchain) =>
    fingerprint(dir, toolchain.kind === 'none' ? [] : makersOf(workspace, toolchain));
  const made = (print: string) => existsSync(program) && readStamp(stamp) === print;
  const needs: readonly PartId[] = ['linker'];
  return {
    id: workspace.id,
    why: `${workspace.title}, for a demo`,
    needs,
    lane: 'cargo',
    async check() {
      if (!existsSync(join(dir, 'Cargo.toml'))) {
        return {
          is: 'failed',
          line: `${workspace.dir} is missing`,
          fix: 'restore it, or change talk.ts',
        };
      }
      const toolchain = await find();
      const print = printOf(toolchain);
      if (made(print) && workspace.anew === undefined) return { is: 'done', line: 'up to date' };
      const theirs = await foreign(root, dir);
      if (theirs) return { is: 'failed', ...theirs };
      if (!made(print)) return { is: 'todo', line: 'not built yet' };
      if (!isBuiltAnew(root, workspace, print))
        return { is: 'todo', line: `not built in ${workspace.anew} yet` };
      return (await hasPackages(dir, toolchain))
        ? { is: 'done', line: 'up to date' }
        : { is: 'todo', line: 'packages are missing' };
    },
    async work({ signal, say }) {
      const toolchain = await find();
      if (toolchain.kind === 'none') throw new PartFailure(toolchain.why, toolchain.fix);
      const started = Date.now();
      const print = printOf(toolchain);
      // The talk types ./target/debug/…; the speaker's own cargo configuration may name another folder.
      const env = { ...toolchain.env, CARGO_TARGET_DIR: join(dir, 'target') };
      const options = { root, part: workspace.id, cwd: dir, env, signal, say };
      let built = '';
      if (!made(print) || workspace.anew !== undefined) {
        built = await fetchPackages(dir, toolchain, options);
      }
      if (!made(print)) {
        await cargo(['build'], options);
        if (!existsSync(program)) {
          throw new PartFailure(
            `cargo build left no target/debug/${workspace.program}`,
            `cd ${workspace.dir} && cargo build`,
          );
        }
        if (workspace.anew !== undefined) writeStamp(makerFile(root), toolchain.maker);
        // The fingerprint from before the build: edits made meanwhile are built the next time.
        writeStamp(stamp, print);
        built = `built in ${Math.round((Date.now() - started) / 1000)} s`;
      }
      // If the folder can't be used now, the demo still runs on stage, only slower; cargo would fail there, too.
      const anew = await buildAnew(workspace, print, toolchain, { ...options, env: toolchain.env }).catch(
        (error: Error) => {
          if (signal.aborted || !(error instanceof WorkspaceRefusal)) throw error;
          return `not built in ${workspace.anew} beforehand: ${error.message}`;
        },
      );
      return [built, anew].filter(Boolean).join('; ') || 'up to date';
    },
  };
}

/** What must be the same, or the program is built again: for a build on stage also whose packages it was built from. */
function makersOf({ anew }: Build, { kind, llvm, maker }: Exclude<Toolchain, { kind: 'none' }>): string[] {
  return [kind, String(llvm), ...(anew === undefined ? [] : [maker])];
}
