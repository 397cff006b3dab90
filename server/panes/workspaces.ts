// The demos' workspaces, and when they are emptied. Which folders may be emptied: system/workspace.ts.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Listeners } from '../../protocol/listeners.ts';
import type { Reason } from '../../protocol/pane.ts';
import type { Talk } from '../../protocol/talk.ts';
import { takeArtefacts } from '../system/artefacts.ts';
import { targetOf, Workspace, WorkspaceRefusal } from '../system/workspace.ts';

/** How many decks of a project may run side by side, in `stage`, `stage-2` and so on; .gitignore has as many. */
const MOST = 9;

export type OpenWorkspace = {
  /** The folder, absolute; it exists, and the deck may empty it. */
  dir: string;
  /** Extra environment of the demo's panes. */
  env: Record<string, string>;
};

export class Workspaces {
  private readonly opened = new Map<string, Workspace>();
  private readonly refused = new Listeners<[]>();
  private readonly ended = new AbortController();

  /** @param note gets a line that the speaker should read. */
  constructor(
    private readonly root: string,
    private readonly talk: Talk,
    private readonly note: (line: string) => void,
  ) {}

  /**
   * The demo's folder, emptied when it is first opened in this run; undefined for a demo without one.
   * @throws WorkspaceRefusal when we may not empty the folder.
   */
  open(demo: string): OpenWorkspace | undefined {
    const name = this.talk.demos.find(({ id }) => id === demo)?.workspace;
    if (name === undefined) return undefined;
    let workspace = this.opened.get(demo);
    if (!workspace) {
      try {
        workspace = this.take(name);
      } catch (error) {
        this.refused.call();
        throw error;
      }
      this.opened.set(demo, workspace);
    }
    return { dir: workspace.dir, env: { CARGO_TARGET_DIR: targetOf(this.root, workspace.name) } };
  }

  /** Calls `listener` when a folder was refused that a pane needs now. */
  onRefused(listener: () => void): { dispose(): void } {
    return { dispose: this.refused.add(listener) };
  }

  /** Why the demo's folder could not be opened now; undefined when it can be, or is open. Changes nothing. */
  refusal(demo: string): Reason | undefined {
    const name = this.talk.demos.find(({ id }) => id === demo)?.workspace;
    if (name === undefined || this.opened.has(demo)) return undefined;
    try {
      this.first(name, (workspace) => workspace.check());
      return undefined;
    } catch (error) {
      if (!(error instanceof WorkspaceRefusal)) throw error;
      return { why: error.why, fix: error.fix };
    }
  }

  /** Whether a file or folder is in the demo's folder now; false before it is opened. */
  has(demo: string, path: string): boolean {
    const workspace = this.opened.get(demo);
    return workspace !== undefined && existsSync(join(workspace.dir, path));
  }

  /** @throws WorkspaceRefusal when we may not empty the folder; then it stays as it is. */
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
    const workspace = this.first(name, (workspace) => {
      if (workspace.open() === 'kept')
        this.note(`${workspace.name}/ still has the files of a deck that was killed; Ctrl+Alt+R empties it`);
    });
    this.warm(workspace);
    return workspace;
  }

  /**
   * The first of `stage`, `stage-2` and so on in which no other deck works.
   * @throws what `use` throws for it.
   */
  private first(name: string, use: (workspace: Workspace) => void): Workspace {
    for (let n = 1; ; n++) {
      const workspace = new Workspace(this.root, n === 1 ? name : `${name}-${n}`);
      try {
        use(workspace);
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
