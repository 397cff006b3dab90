// The check of the project: format and lint, types, unit tests; for bpf/ cargo fmt, clippy and test.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { probe } from '../server/setup/probe.ts';
import { decide } from '../server/setup/toolchain.ts';
import { run } from '../server/system/command.ts';
import { ROOT } from '../server/system/root.ts';
import { cargoCounts, closingLine, vitestCounts } from './counts.ts';
import { type Job, type Outcome, runJobs, untilSignalled } from './jobs.ts';
import { ownTalk } from './own-talk.ts';

/** Runs all of it; installs nothing. @returns the exit status: 130 after a signal, 1 when something failed. */
export async function checkProject(): Promise<number> {
  const signal = untilSignalled();
  const counts = await runJobs(await checkJobs(), signal, (line) => console.log(line));
  console.log(closingLine(counts));
  return signal.aborted ? 130 : counts.failed > 0 ? 1 : 0;
}

/** The jobs of the check; those of bpf/ use the toolchain that is installed. */
export async function checkJobs(): Promise<Job[]> {
  return [
    { name: 'format and lint', run: (signal) => nodeProgram('@biomejs/biome', 'biome', ['check'], signal) },
    { name: 'types', run: (signal) => nodeProgram('typescript', 'tsc', ['-b'], signal) },
    // Many unit tests wait for what they start, which leaves cargo its time.
    { ...vitestJob('unit tests', 'unit'), beside: await bpfJobs() },
  ];
}

/** Runs a package's program with our own node. */
export async function nodeProgram(
  pkg: string,
  name: string,
  args: string[],
  signal: AbortSignal,
): Promise<Outcome> {
  const { bin } = JSON.parse(readFileSync(join(ROOT, 'node_modules', pkg, 'package.json'), 'utf8'));
  const path = join(ROOT, 'node_modules', pkg, typeof bin === 'string' ? bin : bin[name]);
  const { status } = await run(process.execPath, [path, ...args], { cwd: ROOT, signal, inherit: true });
  return status === 0 ? { is: 'passed' } : { is: 'failed', why: `${name} ended with status ${status}` };
}

/** One vitest project of vitest.config.ts, counted by its JSON report. */
export function vitestJob(name: string, project: string): Job {
  return {
    name,
    async run(signal) {
      const report = join(ROOT, `.cache/test/${project}.json`);
      mkdirSync(dirname(report), { recursive: true });
      rmSync(report, { force: true });
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const outcome = await nodeProgram(
        'vitest',
        'vitest',
        ['run', '--project', project, ...reporters],
        signal,
      );
      const counts = vitestCounts(readFileSync(report, 'utf8'));
      return outcome.is === 'unable' ? outcome : { ...outcome, counts };
    },
  };
}

/** The same program in two languages, for a slide; no demo needs it, so the set-up doesn't build it. */
const COMPARED = { id: 'c-and-rust', dir: 'bpf/c-and-rust', program: 'pings' };

type RunTo = { signal: AbortSignal; onLine: (line: string) => void };

async function bpfJobs(): Promise<Job[]> {
  const toolchain = decide(await probe(ROOT));
  if (toolchain.kind === 'none' || !toolchain.linker) {
    const why = toolchain.kind === 'none' ? toolchain.why : 'bpf-linker is not built yet';
    const fix = toolchain.kind === 'none' ? toolchain.fix : 'npm run setup';
    return [{ name: 'bpf', run: async () => ({ is: 'unable', why: `${why}; fix: ${fix}` }) }];
  }
  const { builds } = await ownTalk();
  return [...builds, COMPARED].flatMap(({ id, dir, program }) => {
    // Found on PATH, not as `cargo fmt`: cargo looks in ~/.cargo/bin first, where rustup's may be.
    // What is linted goes to one folder for all, since most of it is the same crates.
    const cargo = async (command: string, args: string[], more: NodeJS.ProcessEnv, to: RunTo) => {
      const target = command === 'cargo' ? join(ROOT, dir, 'target') : join(ROOT, '.cache/clippy');
      const env = { ...process.env, ...toolchain.env, CARGO_TARGET_DIR: target, ...more };
      return await run('/usr/bin/env', [command, ...args], { cwd: join(ROOT, dir), env, ...to });
    };
    const job = (what: string, command: string, args: string[], more = {}): Job => ({
      name: `${id} ${what}`,
      async run(signal, print) {
        const { status, stdout } = await cargo(command, args, more, { signal, onLine: print });
        if (status === 127) {
          return {
            is: 'unable',
            why: `${command} is not installed; fix: npm run setup (rustup: rustup component add rustfmt clippy)`,
          };
        }
        const counts = what === 'test' ? { counts: cargoCounts(stdout) } : {};
        return status === 0
          ? { is: 'passed', ...counts }
          : { is: 'failed', why: `status ${status}`, ...counts };
      },
    });
    const strict = ['--', '-D', 'warnings'];
    // The kernel side is not a default member; the flags are those that aya-build uses.
    const kernel = [
      'clippy',
      '--package',
      `${program}-ebpf`,
      '--target',
      'bpfel-unknown-none',
      '--release',
      ...strict,
    ];
    const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
    const rustflags = { RUSTFLAGS: `--cfg=bpf_target_arch="${arch}"` };
    const kernelJob =
      toolchain.kind === 'debian'
        ? job('clippy (kernel side)', 'cargo-clippy', kernel, rustflags)
        : job(
            'clippy (kernel side)',
            'rustup',
            ['run', 'nightly', 'cargo-clippy', ...kernel.slice(0, -3), '-Z', 'build-std=core', ...strict],
            rustflags,
          );
    return [
      job('rustfmt', 'cargo-fmt', ['fmt', '--all', '--', '--check']),
      job('clippy', 'cargo-clippy', ['clippy', '--all-targets', ...strict]),
      kernelJob,
      job('test', 'cargo', ['test', '--no-fail-fast']),
    ];
  });
}
