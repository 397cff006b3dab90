// The pinned copy of a talk's project template: a git repository, to which git in panes is led from the public address.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fingerprint } from '../system/stamp.ts';

/** Made by a build, or another repository's. */
const NOT_COPIED = new Set(['target', '.git']);

/** How soon a copy that could not be made is tried again, in ms: steps that are held ask many times a second. */
const AGAIN_MS = 5000;

/** How long one call of git may take, in ms; ten are usual. */
const GIT_MS = 10_000;

export class TemplateCopy {
  private repo: string | undefined;
  private fault: string | undefined;
  private tried = Number.NEGATIVE_INFINITY;

  /**
   * @param root the project's folder; the copy is in its .cache.
   * @param folder the template's folder, absolute.
   * @param address the public address that commands have.
   * @param againMs how soon one that failed is tried again.
   */
  constructor(
    private readonly root: string,
    private readonly folder: string,
    private readonly address: string,
    private readonly againMs = AGAIN_MS,
  ) {}

  /** Why there is no copy, after {@link env}; undefined when there is one. */
  get why(): string | undefined {
    return this.fault;
  }

  /**
   * The variables that lead git, and what is built with gitoxide, to the copy (git-config(1), GIT_CONFIG_COUNT); the
   * speaker's own settings stay. Makes the copy when it is first needed; empty when that fails.
   */
  env(): Record<string, string> {
    const { address } = this;
    const repo = this.find();
    if (repo === undefined) return {};
    // The address is only the beginning of what git replaces, and the longest one counts.
    const addresses = address.endsWith('.git') ? [address] : [address, `${address}.git`];
    const pairs = addresses.flatMap((from, n) => [
      [`GIT_CONFIG_KEY_${n}`, `url.${repo}.insteadOf`],
      [`GIT_CONFIG_VALUE_${n}`, from],
    ]);
    return { GIT_CONFIG_COUNT: String(addresses.length), ...Object.fromEntries(pairs) };
  }

  private find(): string | undefined {
    if (this.repo && existsSync(this.repo)) return this.repo;
    if (performance.now() - this.tried < this.againMs) return undefined;
    this.tried = performance.now();
    this.fault = undefined;
    try {
      this.repo = this.make();
    } catch (error) {
      this.repo = undefined;
      this.fault = (error as Error).message;
    }
    return this.repo;
  }

  /** One folder for each content and user: git takes nothing from another user's repository. */
  private make(): string {
    const place = join(this.root, '.cache/template');
    const repo = join(place, `${fingerprint(this.folder).slice(0, 16)}-${process.getuid?.()}`);
    if (existsSync(repo)) return repo;
    mkdirSync(place, { recursive: true });
    const draft = mkdtempSync(join(place, 'draft-'));
    try {
      const filter = (file: string) => !NOT_COPIED.has(basename(file));
      cpSync(this.folder, draft, { recursive: true, filter });
      git(draft, 'init', '-q', '-b', 'main');
      git(draft, 'add', '-A', '-f');
      git(draft, 'commit', '-q', '-m', 'template');
      renameSync(draft, repo);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      // Another deck was quicker.
      if (!existsSync(repo)) throw error;
    }
    return repo;
  }
}

/** Runs git without anybody's settings. @throws Error with git's own message. */
function git(dir: string, ...args: string[]): void {
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'template',
    GIT_AUTHOR_EMAIL: 'template@localhost',
    GIT_COMMITTER_NAME: 'template',
    GIT_COMMITTER_EMAIL: 'template@localhost',
  };
  const { status, stderr, error } = spawnSync('git', args, { cwd: dir, env, timeout: GIT_MS });
  if (status === 0) return;
  const said = error?.message ?? stderr.toString().trim().split('\n')[0];
  throw new Error(`git ${args[0]}: ${said}`);
}
