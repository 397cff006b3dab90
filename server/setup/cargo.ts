// Runs one cargo command of the set-up as the speaker, with readable progress and a log.
// toolchain.ts chooses the toolchain; builds.ts, linker.ts and generator.ts choose what is built.
import { join } from 'node:path';
import { guarded, run } from '../system/command.ts';
import { PartFailure, type PartId, type Work } from './part.ts';

export type CargoRun = Work & {
  root: string;
  part: PartId;
  cwd?: string;
  /** The toolchain's environment, and what else this command needs. */
  env: Record<string, string>;
  /** Runs at low priority: the talk may have begun. */
  nice?: boolean;
};

/**
 * Makes cargo print progress that can be read line by line. On the command line, not in the environment: cargo in a
 * build script would inherit that, and on stage cargo prints again what a build script printed when it ran.
 */
const TERM_SETTINGS = ['term.color="never"', 'term.progress.when="always"', 'term.progress.width=80'].flatMap(
  (setting) => ['--config', setting],
);

/**
 * Runs cargo to its end.
 * @throws PartFailure with the first error that cargo printed, and the name of the log.
 */
export async function cargo(args: readonly string[], options: CargoRun): Promise<void> {
  const log = join('.cache/setup', `${options.part}.log`);
  // env(1) finds cargo by the toolchain's PATH, not by ours.
  const toolchain = args.filter((arg) => arg.startsWith('+'));
  const rest = args.filter((arg) => !arg.startsWith('+'));
  const words = [...(options.nice ? ['nice'] : []), 'cargo', ...toolchain, ...TERM_SETTINGS, ...rest];
  const [command, prefix] = guarded('/usr/bin/env', words);
  const { status, stderr } = await run(command, prefix, {
    cwd: options.cwd ?? options.root,
    env: { ...process.env, ...options.env },
    signal: options.signal,
    lifeline: true,
    log: join(options.root, log),
    onLine: (line) => {
      const progress = readProgress(line);
      if (progress !== undefined) options.say(progress);
    },
  });
  if (status === 0) return;
  throw new PartFailure(
    `cargo ${args[0]} failed: ${firstError(stderr) ?? `status ${status}`}`,
    `read ${log}, then: npm run setup`,
  );
}

/** Progress to show for one line that cargo prints; undefined when it is no progress. */
export function readProgress(line: string): string | undefined {
  const bar = /^\s*(Building|Downloading)\s.*?\s(\d+)\/(\d+)/.exec(line);
  if (bar?.[1] === 'Building') return `compiling, ${bar[2]} of ${bar[3]} crates`;
  const fetched = /^\s*Downloaded (\d+) crates/.exec(line);
  if (fetched) return `fetched ${fetched[1]} crates`;
  if (/^\s*Downloading crates/.test(line)) return 'fetching crates';
  if (/^\s*Updating .*index/.test(line)) return 'reading the crate index';
  if (/^\s*Blocking waiting for file lock/.test(line)) return 'waiting for another cargo to finish';
  return undefined;
}

/** The first error line of cargo's stderr, without progress bars. */
export function firstError(stderr: string): string | undefined {
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim());
  const at = lines.findIndex((line) => /^error(\[E\d+\])?:/.test(line));
  if (at === -1) return undefined;
  const after = lines.slice(at + 1).filter((line) => line !== '');
  const where = after.find((line) => line.startsWith('--> '))?.slice(4);
  const cause = after[after.indexOf('Caused by:') + 1];
  if (after.includes('Caused by:') && cause) return `${lines[at]} ${cause}`;
  return where ? `${lines[at]} (${where})` : lines[at];
}
