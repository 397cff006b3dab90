// A demo's working copy: one folder below the project that the deck may empty, since it has made it. It knows no demo.
import { spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  type BigIntStats,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { exclusively } from './lock.ts';
import { startOf } from './proc.ts';

/**
 * How long the work of a deck that was killed is kept for the next one, in ms: a talk is over by then, and what an
 * evening's rehearsal left must not be in the way the next day.
 */
export const KEEP_MS = 2 * 60 * 60 * 1000;

/** Names of strange files that a refusal lists; enough to recognise whose folder it is. */
const NAMED = 3;

/** What `.cache/workspaces/NAME.json` says. It stands beside the folder: what is inside is seen on stage. */
type Marker = {
  /** The folder that was made: device, inode and birth, so that another one of its name is not taken for it. */
  folder: string;
  /** Who works in it: process and its start (proc_pid_stat(5), field 22); 0 when nobody does. */
  pid: number;
  start: string;
  /** When it was last made anew, in ms since 1970. */
  since: number;
};

/** The folder can't be had: what was wrong, and what fixes it. */
export class WorkspaceRefusal extends Error {
  constructor(
    readonly why: string,
    readonly fix: string,
    /** Another process works there; nothing is wrong with the folder. */
    readonly busy = false,
  ) {
    super(`${why}; ${fix}`);
  }
}

/** Where cargo builds what stands in a workspace: outside of it, so that it stays when the workspace is emptied. */
export function targetOf(root: string, name: string): string {
  return join(root, '.cache/target', name);
}

export class Workspace {
  readonly dir: string;
  private readonly store: string;
  private readonly marker: string;
  private emptied = 0;

  /** @param name of the folder, directly below `root`, the project's. */
  constructor(
    private readonly root: string,
    readonly name: string,
  ) {
    if (!/^[a-z][\w-]*$/i.test(name)) throw new Error(`"${name}" is no name of a workspace`);
    this.dir = join(root, name);
    this.store = join(root, '.cache/workspaces');
    this.marker = join(this.store, `${name}.json`);
  }

  /**
   * Takes the folder for this process, fresh and empty. `kept`: a deck that was killed not long ago has left its work
   * there, which stays.
   * @throws WorkspaceRefusal; nothing was changed then.
   */
  open(): 'fresh' | 'kept' {
    // Two decks may look at the same moment, and one folder must not be both's.
    return exclusively(this.root, () => {
      const left = this.leftWork();
      if (left) this.mark(left.since);
      else this.make();
      return left ? 'kept' : 'fresh';
    });
  }

  /**
   * The marker of a deck that was killed not long ago and has left work there.
   * @throws WorkspaceRefusal when the folder can't be had at all.
   */
  leftWork(): Marker | undefined {
    const marker = this.look();
    if (!marker || marker.pid === 0 || Date.now() - marker.since >= KEEP_MS) return undefined;
    if (marker.pid === process.pid && marker.start === startOf(process.pid)) return undefined;
    return readdirSync(this.dir).length > 0 ? marker : undefined;
  }

  /**
   * Makes the folder fresh and empty. The old one is put aside at once, whatever still writes to it, and removed
   * behind the deck.
   * @throws WorkspaceRefusal; nothing was changed then.
   */
  clear(): void {
    exclusively(this.root, () => {
      this.look();
      this.make();
    });
  }

  /** Nobody works in it any more. What is there stays to be looked at until the next `open`. */
  release(): void {
    const marker = this.read();
    if (marker?.pid === process.pid) this.write({ ...marker, pid: 0, start: '' });
  }

  /** Looks whether the folder may be emptied. @returns its marker, when it is one that was made here. */
  private look(): Marker | undefined {
    const marker = this.read();
    if (marker && marker.pid !== process.pid && isAlive(marker)) {
      const why = `another deck (process ${marker.pid}) works in ${this.name}/`;
      throw new WorkspaceRefusal(why, `end it: kill ${marker.pid}`, true);
    }
    this.lookAtGit();
    const stat = lstatSync(this.dir, { bigint: true, throwIfNoEntry: false });
    if (!stat) {
      this.mayWrite(this.root, '.');
      return undefined;
    }
    if (stat.isSymbolicLink()) {
      throw new WorkspaceRefusal(`${this.name} is a link to somewhere else`, `remove it: rm ${this.name}`);
    }
    const away = `move it away: mv ${this.name} ${this.name}.mine`;
    if (!stat.isDirectory()) throw new WorkspaceRefusal(`${this.name} is not a folder`, away);
    if (stat.dev !== statSync(this.root, { bigint: true }).dev) {
      throw new WorkspaceRefusal(`something is mounted on ${this.name}/`, `sudo umount ${this.name}`);
    }
    this.mayWrite(this.root, '.');
    this.mayWrite(this.dir, `${this.name}/`);
    const names = readdirSync(this.dir);
    if (names.includes('.git')) throw new WorkspaceRefusal(`${this.name}/ is a git work tree`, away);
    const ours = marker?.folder === identity(stat);
    if (names.length > 0 && !ours) {
      const some = names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ', …' : '');
      throw new WorkspaceRefusal(`${this.name}/ holds what the deck has not made (${some})`, away);
    }
    return ours ? marker : undefined;
  }

  /** What is generated there is nobody's to commit. A project that is not in git has nothing to ignore. */
  private lookAtGit(): void {
    const { status } = spawnSync('git', ['-C', this.root, 'check-ignore', '-q', '--', `${this.name}/`], {
      stdio: 'ignore',
    });
    if (status === 1) {
      throw new WorkspaceRefusal(
        `git does not ignore ${this.name}/`,
        `add this line to .gitignore: /${this.name}/`,
      );
    }
  }

  private mayWrite(dir: string, shown: string): void {
    try {
      accessSync(dir, constants.W_OK | constants.X_OK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new WorkspaceRefusal(`${shown} can't be written to (${code})`, `sudo chown -R "$USER" ${shown}`);
    }
  }

  private make(): void {
    mkdirSync(this.store, { recursive: true });
    if (lstatSync(this.dir, { throwIfNoEntry: false })) {
      renameSync(
        this.dir,
        join(this.store, `${this.name}.old-${process.pid}-${Date.now()}-${this.emptied++}`),
      );
    }
    mkdirSync(this.dir);
    this.mark(Date.now());
    this.removeOld();
  }

  private mark(since: number): void {
    const folder = identity(lstatSync(this.dir, { bigint: true }));
    this.write({ folder, pid: process.pid, start: startOf(process.pid), since });
  }

  /** With rm(1): it follows no link and leaves mounted things alone. What it can't remove is tried again next time. */
  private removeOld(): void {
    const old = readdirSync(this.store).filter((name) => name.startsWith(`${this.name}.old-`));
    if (old.length === 0) return;
    spawn('rm', ['-rf', '--one-file-system', '--', ...old], {
      cwd: this.store,
      stdio: 'ignore',
      detached: true,
    })
      .on('error', () => {})
      .unref();
  }

  private read(): Marker | undefined {
    try {
      const marker = JSON.parse(readFileSync(this.marker, 'utf8')) as Partial<Marker>;
      const { folder, pid, start, since } = marker;
      if (typeof folder !== 'string' || typeof pid !== 'number') return undefined;
      return { folder, pid, start: String(start), since: Number(since) || 0 };
    } catch {
      return undefined;
    }
  }

  private write(marker: Marker): void {
    mkdirSync(this.store, { recursive: true });
    writeFileSync(`${this.marker}.new`, `${JSON.stringify(marker)}\n`);
    renameSync(`${this.marker}.new`, this.marker);
  }
}

function identity({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${birthtimeNs}`;
}

function isAlive({ pid, start }: Marker): boolean {
  return pid > 0 && start !== '' && startOf(pid) === start;
}
