// The files that the talk's demos declare, each opened when first wanted; the only way from an id to a path.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Demo, EditedFile } from '../../protocol/demo.ts';
import { keyOf } from '../../protocol/pane.ts';
import type { StepView } from '../../protocol/step.ts';
import type { Talk } from '../../protocol/talk.ts';
import { namedPath, type TalkPlace } from '../../talk/place.ts';
import { type Checkpoint, lookThrough } from '../../talk/prepared.ts';
import type { Checker } from './check.ts';
import { Rescue } from './rescue.ts';
import { WorkDocument } from './work-document.ts';

/** One declared file, open. */
export type OpenFile = { work: WorkDocument; rescue: Rescue };

type Declared = {
  demo: Demo;
  file: EditedFile;
  points: readonly Checkpoint[];
  /** Ids of its edit steps that have begun, in the order of the talk. */
  begun: Set<string>;
  open: (OpenFile & { dispose(): void }) | undefined;
};

export class Documents {
  private readonly declared = new Map<string, Declared>();
  /** The edits of the talk that don't fit, one line each. */
  readonly faults: string[] = [];

  /**
   * @param workspaceOf the absolute folder that a demo works in; made if no pane has opened it yet.
   * @param checker compiles what is saved; without it there are no verdicts.
   */
  constructor(
    private readonly place: TalkPlace,
    talk: Talk,
    private readonly workspaceOf: (demo: string) => string | undefined,
    private readonly checker?: Checker,
  ) {
    for (const demo of talk.demos) {
      for (const file of demo.files) {
        const steps = demo.steps.filter(({ pane, edit }) => edit && pane === file.id);
        const { points, fault } = lookThrough(file, steps, (name) => this.read(name));
        if (fault) this.faults.push(`demo ${demo.id}, file ${file.id}: ${fault}`);
        this.declared.set(keyOf(demo.id, file.id), { demo, file, points, begun: new Set(), open: undefined });
      }
    }
  }

  /** @throws Error for anything but a declared file. */
  find(demo: string, file: string): WorkDocument {
    return this.open(demo, file).work;
  }

  /** @throws Error for anything but a declared file. */
  open(demo: string, file: string): OpenFile {
    const declared = this.declared.get(keyOf(demo, file));
    if (!declared) throw new Error(`demo ${demo} has no file ${file}`);
    declared.open ??= this.openDeclared(declared);
    return declared.open;
  }

  /**
   * The finished version of a file, which prepared edits are cut from.
   * @throws Error for anything but a declared file, or when it can't be read.
   */
  finished(demo: string, file: string): string {
    const declared = this.declared.get(keyOf(demo, file));
    if (!declared) throw new Error(`demo ${demo} has no file ${file}`);
    return this.read(declared.file.finished);
  }

  /** To be called when a step has changed: an edit that starts moves its file's checkpoint. */
  follow({ demo, pane, step, state }: StepView): void {
    const declared = this.declared.get(keyOf(demo, pane));
    if (!declared) return;
    const before = lastBegun(declared);
    if (state === 'waiting' || state === 'skipped') declared.begun.delete(step);
    else declared.begun.add(step);
    const now = lastBegun(declared);
    if (now !== before) declared.open?.rescue.begin(now);
  }

  /** To be called at a demo's reset: its files are read from disk again, and typed text can't be taken back. */
  reset(demo: string): void {
    for (const each of this.declared.values()) {
      if (each.demo.id !== demo) continue;
      each.begun.clear();
      each.open?.work.forget();
      each.open?.rescue.begin(null);
    }
  }

  /** Writes everything that is not on disk yet. */
  dispose(): void {
    for (const declared of this.declared.values()) {
      declared.open?.dispose();
      declared.open = undefined;
    }
    this.checker?.dispose();
  }

  private openDeclared(declared: Declared): NonNullable<Declared['open']> {
    const { demo, file, points } = declared;
    const workspace = this.workspaceOf(demo.id);
    if (workspace === undefined) throw new Error(`demo ${demo.id} works in no folder of its own`);
    // Starts at the parent folder, so that a link in place of the workspace is not followed either.
    const work = new WorkDocument(dirname(workspace), join(basename(workspace), file.path));
    const rescue = new Rescue(work, points);
    rescue.begin(lastBegun(declared));
    const check = this.checker?.watch(
      { demo: demo.id, workspace, path: file.path, name: demo.workspace! },
      work,
    );
    return {
      work,
      rescue,
      dispose() {
        check?.dispose();
        rescue.dispose();
        work.dispose();
      },
    };
  }

  private read(name: string): string {
    const path = namedPath(this.place, name);
    if (path === undefined) throw new Error(`${name} leaves its folder`);
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  }
}

function lastBegun({ demo, begun }: Declared): string | null {
  return demo.steps.findLast(({ id }) => begun.has(id))?.id ?? null;
}
