// A workspace: a folder in the project that a demo works in, and that the deck may empty since it made it.
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
import { hold, isHeld, letGo } from './hold.ts';
import { exclusively } from './lock.ts';
import { startOf } from './proc.ts';

/**
 * How long a killed deck's work is kept for the next deck, in ms: longer than a talk, and short enough that a
 * rehearsal's files are gone the next day.
 */
export const KEEP_MS = 2 * 60 * 60 * 1000;

/** How many file names a refusal lists: enough to recognise the folder. */
const NAMED = 3;

/** What `.cache/workspaces/NAME.json` holds. It is not in the workspace, whose files are seen on stage. */
type Marker = {
  /** Device, inode and birth of the folder that was made, to tell it from another folder with its name. */
  folder: string;
  /** The process that works in it and its start (proc_pid_stat(5), field 22); 0 when none does. */
  pid: number;
  start: string;
  /** When it was last made anew, in ms since 1970. */
  since: number;
};

/** The folder can't be used: what is wrong, and what fixes it. */
export class WorkspaceRefusal extends Error {
  constructor(
    readonly why: string,
    readonly fix: string,
    /** Another deck works there; nothing is wrong with the folder. */
    readonly busy = false,
  ) {
    super(`${why}; ${fix}`);
  }
}

/** cargo's target folder for a workspace: outside it, so that it stays when the workspace is emptied. */
export function targetOf(root: string, name: string): string {
  return join(root, '.cache/target', name);
}

export class Workspace {
  readonly dir: string;
  private readonly store: string;
  private readonly marker: string;
  /** Held while a deck works in the folder. */
  private readonly use: string;
  private emptied = 0;

  /**
   * @param root the project's folder.
   * @param name the workspace's folder in it.
   */
  constructor(
    private readonly root: string,
    readonly name: string,
  ) {
    if (!/^[a-z][\w-]*$/i.test(name)) throw new Error(`"${name}" is not a name for a workspace`);
    this.dir = join(root, name);
    this.store = join(root, '.cache/workspaces');
    this.marker = join(this.store, `${name}.json`);
    this.use = join(this.store, `${name}.lock`);
  }

  /**
   * Takes the folder for this process, fresh and empty; or `kept`, with the work that a deck left when it was killed not
   * long ago.
   * @throws WorkspaceRefusal; nothing is changed then.
   */
  open(): 'fresh' | 'kept' {
    // Two decks may look at the same moment; only one may get the folder.
    return exclusively(this.root, () => {
      const left = this.leftWork();
      if (left) this.mark(left.since);
      else this.make();
      hold(this.use);
      return left ? 'kept' : 'fresh';
    });
  }

  /**
   * Looks whether the folder could be taken now; changes nothing.
   * @throws WorkspaceRefusal when it could not.
   */
  check(): void {
    this.look();
  }

  /**
   * The marker of a deck that was killed not long ago and left work there.
   * @throws WorkspaceRefusal when the folder can't be used.
   */
  leftWork(): Marker | undefined {
    const marker = this.look();
    if (!marker || marker.pid === 0 || Date.now() - marker.since >= KEEP_MS) return undefined;
    if (marker.pid === process.pid && marker.start === startOf(process.pid)) return undefined;
    return readdirSync(this.dir).length > 0 ? marker : undefined;
  }

  /**
   * Makes the folder fresh and empty. The old one is moved away at once, even if something still writes to it, and is
   * removed in the background.
   * @throws WorkspaceRefusal; nothing is changed then.
   */
  clear(): void {
    exclusively(this.root, () => {
      this.look();
      this.make();
    });
  }

  /** Gives the folder back. Its files stay until the next `open`. */
  release(): void {
    const marker = this.read();
    if (marker?.pid === process.pid) this.write({ ...marker, pid: 0, start: '' });
    letGo(this.use);
  }

  /** Checks that the folder may be emptied. @returns its marker, if a deck made it. */
  private look(): Marker | undefined {
    const marker = this.read();
    if (marker && marker.pid !== process.pid && isAlive(marker)) {
      const why = `another deck (process ${marker.pid}) works in ${this.name}/`;
      throw new WorkspaceRefusal(why, `end it: kill ${marker.pid}`, true);
    }
    if (isHeld(this.use))
      throw new WorkspaceRefusal(`a deck in a container works in ${this.name}/`, 'end it there', true);
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
      throw new WorkspaceRefusal(`${this.name}/ holds files that the deck did not make (${some})`, away);
    }
    return ours ? marker : undefined;
  }

  /** Generated files must not be committed by mistake. A project that is not in git passes. */
  private lookAtGit(): void {
    const { status } = spawnSync('git', ['-C', this.root, 'check-ignore', '-q', '--', `${this.name}/`], {
      stdio: 'ignore',
    });
    if (status === 1) {
      throw new WorkspaceRefusal(
        `git does not ignore ${this.name}/`,
        `add this line to ${join(this.root, '.gitignore')}: /${this.name}/`,
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

  /** Uses rm(1), which follows no link and stays on one file system. What it can't remove is tried again next time. */
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
