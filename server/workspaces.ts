// Which demos work in a folder of their own, and when it is made fresh. What may be emptied is setup/workspace.ts.
import type { Talk } from '../protocol/talk.ts';
import { targetOf, Workspace } from './setup/workspace.ts';

export class Workspaces {
  private readonly workspaces: ReadonlyMap<string, Workspace>;
  private readonly opened = new Set<string>();

  /** @param note is told what the speaker should know. */
  constructor(
    private readonly root: string,
    private readonly talk: Talk,
    private readonly note: (line: string) => void,
  ) {
    this.workspaces = new Map(
      talk.demos.flatMap(({ id, workspace }) => (workspace ? [[id, new Workspace(root, workspace)]] : [])),
    );
  }

  /**
   * Makes the demo's folder fresh when nobody has opened it in this run.
   * @returns what its panes have in their environment besides.
   * @throws WorkspaceRefusal when the folder is not ours to empty.
   */
  open(demo: string): Record<string, string> {
    const workspace = this.workspaces.get(demo);
    if (!workspace) return {};
    if (!this.opened.has(demo)) {
      const found = workspace.open();
      this.opened.add(demo);
      if (found === 'kept') {
        this.note(
          `${this.nameOf(demo)}/ is as the deck that was killed has left it; Ctrl+Alt+R makes it fresh`,
        );
      }
    }
    return { CARGO_TARGET_DIR: targetOf(this.root, this.nameOf(demo)) };
  }

  /** @throws WorkspaceRefusal when the folder is not ours to empty; it is as it was then. */
  reset(demo: string): void {
    const workspace = this.workspaces.get(demo);
    if (!workspace) return;
    if (this.opened.has(demo)) workspace.clear();
    else this.open(demo);
  }

  dispose(): void {
    for (const demo of this.opened) this.workspaces.get(demo)?.release();
    this.opened.clear();
  }

  private nameOf(demo: string): string {
    return this.talk.demos.find(({ id }) => id === demo)?.workspace ?? '';
  }
}
