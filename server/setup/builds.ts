// The parts that build the talk's programs: cargo build of each workspace, dev profile, as the speaker.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from '../../protocol/talk.ts';
import { fingerprint, readStamp, writeStamp } from '../system/stamp.ts';
import { buildAnew, isBuiltAnew } from './anew.ts';
import { cargo } from './cargo.ts';
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
    fingerprint(dir, toolchain.kind === 'none' ? [] : [toolchain.kind, String(toolchain.llvm)]);
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
      const print = printOf(await find());
      if (!made(print)) return { is: 'todo', line: 'not built yet' };
      return isBuiltAnew(root, workspace, print)
        ? { is: 'done', line: 'up to date' }
        : { is: 'todo', line: `not built in ${workspace.anew} yet` };
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
      if (!made(print)) {
        await cargo(['fetch'], options);
        await cargo(['build'], options);
        if (!existsSync(program)) {
          throw new PartFailure(
            `cargo build left no target/debug/${workspace.program}`,
            `cd ${workspace.dir} && cargo build`,
          );
        }
        // The fingerprint from before the build: edits made meanwhile are built the next time.
        writeStamp(stamp, print);
        built = `built in ${Math.round((Date.now() - started) / 1000)} s`;
      }
      // If this fails, the demo still runs on stage, only slower.
      const anew = await buildAnew(workspace, print, toolchain, { ...options, env: toolchain.env }).catch(
        (error: Error) => {
          if (signal.aborted) throw error;
          return `not built in ${workspace.anew} beforehand: ${error.message}`;
        },
      );
      return [built, anew].filter(Boolean).join('; ') || 'up to date';
    },
  };
}
