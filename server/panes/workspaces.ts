// Which demos work in a folder of their own, and when it is made fresh. What may be emptied is system/workspace.ts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Talk } from '../../protocol/talk.ts';
import { takeArtefacts } from '../system/artefacts.ts';
import { targetOf, Workspace, WorkspaceRefusal } from '../system/workspace.ts';

/** Decks of one project that may work side by side: `stage`, `stage-2` and so on, as .gitignore has them. */
const MOST = 9;

export type OpenWorkspace = {
  /** The folder, absolute: there, and the deck's to empty. */
  dir: string;
  /** What panes have in their environment besides. */
  env: Record<string, string>;
};

export class Workspaces {
  private readonly opened = new Map<string, Workspace>();
  private readonly ended = new AbortController();

  /** @param note is told what the speaker should know. */
  constructor(
    private readonly root: string,
    private readonly talk: Talk,
    private readonly note: (line: string) => void,
  ) {}

  /**
   * The demo's folder, made fresh when nobody has opened it in this run; undefined for a demo without.
   * @throws WorkspaceRefusal when the folder is not ours to empty.
   */
  open(demo: string): OpenWorkspace | undefined {
    const name = this.talk.demos.find(({ id }) => id === demo)?.workspace;
    if (name === undefined) return undefined;
    let workspace = this.opened.get(demo);
    if (!workspace) {
      workspace = this.take(name);
      this.opened.set(demo, workspace);
    }
    return { dir: workspace.dir, env: { CARGO_TARGET_DIR: targetOf(this.root, workspace.name) } };
  }

  /** Whether a file or folder is in the demo's folder now; false while nobody has opened it. */
  has(demo: string, path: string): boolean {
    const workspace = this.opened.get(demo);
    return workspace !== undefined && existsSync(join(workspace.dir, path));
  }

  /** @throws WorkspaceRefusal when the folder is not ours to empty; it is as it was then. */
  reset(demo: string): void {
    const workspace = this.opened.get(demo);
    if (workspace) workspace.clear();
    else this.open(demo);
  }

  dispose(): void {
    this.ended.abort();
    for (const workspace of this.opened.values()) workspace.release();
    this.opened.clear();
  }

  private take(name: string): Workspace {
    for (let n = 1; ; n++) {
      const workspace = new Workspace(this.root, n === 1 ? name : `${name}-${n}`);
      try {
        if (workspace.open() === 'kept') {
          this.note(`${workspace.name}/ is as a deck that was killed has left it; Ctrl+Alt+R makes it fresh`);
        }
        this.warm(workspace);
        return workspace;
      } catch (error) {
        if (!(error instanceof WorkspaceRefusal && error.busy) || n === MOST) throw error;
      }
    }
  }

  /** A second deck's first build, too, has only the project's own crates to compile; without it, it takes longer. */
  private warm({ name }: Workspace): void {
    takeArtefacts(this.root, targetOf(this.root, name), this.ended.signal).catch((error: Error) =>
      this.note(`${name}/ will build more slowly: ${error.message}`),
    );
  }
}
