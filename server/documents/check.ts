// Runs cargo check on saved files: one at a time, the newest text first, in a target folder of its own.
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../../protocol/document.ts';
import { asSpeaker, findSpeaker } from '../lab/speaker.ts';
import { paneEnv } from '../panes/pane-env.ts';
import { firstError } from '../setup/cargo.ts';
import { checkArgs, checkEnv, checkTargetOf } from '../setup/cargo-check.ts';
import { type Package, packageOf } from '../setup/package.ts';
import type { Toolchain } from '../setup/toolchain.ts';
import { guarded, run } from '../system/command.ts';
import { compileAgain, hasRead } from './cargo-freshness.ts';
import { type Report, RustcReader } from './rustc.ts';
import type { WorkDocument } from './work-document.ts';

/** How long after the last save a check starts, in ms: half a word is not worth an error. */
const QUIET_MS = 400;

/** How long one check may take, in ms: the first one compiles the dependencies. */
const CHECK_MS = 10 * 60_000;

/** How often to look for a toolchain, in ms, while there is none. */
const TOOLCHAIN_MS = 1000;

/** A file of a demo: its workspace's absolute folder, its path below that, and the workspace's name in the talk. */
export type CheckedFile = { demo: string; workspace: string; path: string; name: string };

export type Checker = {
  /** Reports the compiler's verdict on every saved text, until disposed. */
  watch(file: CheckedFile, work: WorkDocument): { dispose(): void };
  dispose(): void;
};

type Watched = {
  file: CheckedFile;
  work: WorkDocument;
  timer: NodeJS.Timeout | undefined;
  /** The text that the compiler read last. */
  compiled: string | undefined;
};

export class CargoChecks implements Checker {
  private readonly watched = new Set<Watched>();
  private readonly queue = new Set<Watched>();
  private running: { watched: Watched; abort: AbortController } | undefined;

  /**
   * @param root the project's folder.
   * @param toolchain undefined while it is being looked for.
   */
  constructor(
    private readonly root: string,
    private readonly toolchain: () => Toolchain | undefined,
  ) {}

  watch(file: CheckedFile, work: WorkDocument): { dispose(): void } {
    const mine: Watched = { file, work, timer: undefined, compiled: undefined };
    this.watched.add(mine);
    const watch = work.on({ opened: () => this.saved(mine), saved: () => this.saved(mine) });
    if (work.document) this.saved(mine);
    return {
      dispose: () => {
        watch.dispose();
        clearTimeout(mine.timer);
        this.watched.delete(mine);
        this.queue.delete(mine);
        if (this.running?.watched === mine) this.running.abort.abort();
      },
    };
  }

  dispose(): void {
    for (const { timer } of this.watched) clearTimeout(timer);
    this.watched.clear();
    this.queue.clear();
    this.running?.abort.abort();
  }

  /** A save makes the verdicts of all files of the same demo stale: they are compiled together. */
  private saved(changed: Watched): void {
    for (const each of this.watched) {
      if (each.file.demo !== changed.file.demo) continue;
      if (this.running?.watched === each) this.running.abort.abort();
      if (each !== changed && each.work.verdict.is !== 'unchecked') each.work.setVerdict({ is: 'unchecked' });
      this.queue.delete(each);
      clearTimeout(each.timer);
      each.timer = setTimeout(() => this.enqueue(each), QUIET_MS);
    }
  }

  private enqueue(each: Watched): void {
    this.queue.add(each);
    this.next();
  }

  private next(): void {
    if (this.running) return;
    // The file that has waited longest.
    const [watched] = this.queue;
    if (!watched) return;
    this.queue.delete(watched);
    const abort = new AbortController();
    this.running = { watched, abort };
    this.check(watched, abort.signal)
      .catch((error: unknown) => ({ is: 'unable', why: (error as Error).message }) satisfies Verdict)
      .then((verdict) => {
        this.running = undefined;
        if (verdict && !abort.signal.aborted) watched.work.setVerdict(verdict);
        else if (watched.work.verdict.is === 'checking') watched.work.setVerdict({ is: 'unchecked' });
        this.next();
      });
  }

  /** @returns undefined when there is no verdict on the current text. */
  private async check(watched: Watched, signal: AbortSignal): Promise<Verdict | undefined> {
    const { file, work } = watched;
    const toolchain = this.toolchain();
    // The set-up may still bring one.
    if (!toolchain || toolchain.kind === 'none')
      watched.timer = setTimeout(() => this.enqueue(watched), TOOLCHAIN_MS);
    if (!toolchain) return undefined;
    if (toolchain.kind === 'none') return { is: 'unable', why: `${toolchain.why}; ${toolchain.fix}` };
    work.save();
    work.refresh();
    const { document } = work;
    // Text that is not on disk yet would not be what is compiled; it is checked once it is.
    if (!document || document.version !== work.savedVersion) return undefined;
    const { version, text } = document;
    const path = join(file.workspace, file.path);
    const found = packageOf(path, file.workspace);
    if (!found) return { is: 'unable', why: `no Cargo.toml above ${file.path}` };
    work.setVerdict({ is: 'checking' });
    const isSame = () => {
      work.refresh();
      return work.document === document && document.version === version;
    };
    for (const again of [false, true]) {
      const { report, stderr, late } = await this.cargo(file.name, path, found, toolchain, signal);
      // It changed during the check, so it is unknown which text was compiled.
      if (signal.aborted || !isSame()) return undefined;
      if (late) return { is: 'unable', why: `cargo check took longer than ${CHECK_MS / 60_000} minutes` };
      const { faults } = report;
      if (!report.success) {
        if (faults.some(({ level }) => level === 'error')) return { is: 'faulty', version, faults };
        return { is: 'unable', why: firstError(stderr) ?? lastLine(stderr) };
      }
      const artifact = report.artifacts.find((each) => hasRead(path, found, each));
      if (!artifact) return { is: 'unable', why: `cargo check does not compile ${file.path}` };
      if (artifact.fresh && watched.compiled !== text && !again) {
        // cargo compares times and found no newer file; that doesn't prove that it compiled this text.
        compileAgain(found, artifact);
        continue;
      }
      if (artifact.fresh && watched.compiled !== text) break;
      watched.compiled = text;
      return faults.length === 0 ? { is: 'clean', version } : { is: 'faulty', version, faults };
    }
    return { is: 'unable', why: `cargo does not compile ${file.path} again` };
  }

  private async cargo(
    name: string,
    path: string,
    found: Package,
    toolchain: Exclude<Toolchain, { kind: 'none' }>,
    signal: AbortSignal,
  ): Promise<{ report: Report; stderr: string; late: boolean }> {
    const { dir, workspace } = found;
    const target = checkTargetOf(this.root, name);
    mkdirSync(target, { recursive: true });
    // What is compiled runs build scripts: as the user that sudo has started the server for.
    const speaker = process.getuid?.() === 0 ? findSpeaker() : undefined;
    if (speaker) chownSync(target, speaker.uid, speaker.gid);
    const env = paneEnv(process.env, {
      ...toolchain.env,
      ...checkEnv(found, target),
    });
    const reader = new RustcReader(path, [workspace, dir], join(dir, 'Cargo.toml'));
    const [command, args] = guarded('/usr/bin/env', [
      ...(speaker ? asSpeaker(speaker) : []),
      'nice',
      'cargo',
      ...checkArgs(found, toolchain),
    ]);
    const timeout = AbortSignal.timeout(CHECK_MS);
    const { stderr } = await run(command, args, {
      cwd: dir,
      env,
      signal: AbortSignal.any([signal, timeout]),
      lifeline: true,
      onLine: (line, from) => {
        if (from === 'stdout') reader.read(line);
      },
    });
    return { report: reader.report, stderr, late: timeout.aborted };
  }
}

function lastLine(stderr: string): string {
  return stderr.trim().split('\n').at(-1) || 'cargo check ended without a message';
}
