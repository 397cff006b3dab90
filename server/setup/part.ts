// A part of the set-up: its id, what it needs, and the states that it can be in.
// Each part's work has a file of its own; order.ts decides their order.
import type { Build, Talk } from '../../protocol/talk.ts';

/** Parts of any talk, in order; a talk's own builds come before the generator. */
export const TITLES: Record<string, string> = {
  packages: 'Debian packages',
  linker: 'bpf-linker',
  generator: 'cargo-generate',
  chromium: 'Chromium',
};
/** A key of {@link TITLES}, or the id of a build that the talk declares. */
export type PartId = string;

/** Parts that the talk can do without. */
export const OPTIONAL: ReadonlySet<PartId> = new Set(['generator']);

/** What a talk needs from the set-up; nothing else is done. */
export type Wanted = {
  /** Cargo workspaces of the talk (`builds` in talk.ts). */
  builds: readonly Build[];
  /** Ids of parts that demos need, as talk.ts names them; `root` stands for the lab's packages. */
  needs: readonly string[];
};

/** All that a talk and its demos need, each once. */
export function wantedBy({ builds, needs, demos }: Pick<Talk, 'builds' | 'needs' | 'demos'>): Wanted {
  return { builds, needs: [...new Set([...needs, ...demos.flatMap((demo) => demo.needs)])] };
}

/** The ids and titles of the parts to do, in order, with the parts that those need. */
export function wantedParts({ builds, needs }: Wanted, tests: boolean): Map<PartId, string> {
  const ids = new Set(needs);
  if (tests || ids.has('generator') || builds.some(({ id }) => ids.has(id))) ids.add('linker');
  if (tests || ids.has('root') || ids.has('linker')) ids.add('packages');
  if (tests) ids.add('chromium');
  const before = ['packages', 'linker'].map((id) => [id, TITLES[id]!] as const);
  const after = ['generator', 'chromium'].map((id) => [id, TITLES[id]!] as const);
  const own = builds.map(({ id, title }) => [id, title] as const);
  return new Map([...before, ...own, ...after].filter(([id]) => ids.has(id)));
}

export type PartState =
  | { state: 'waiting'; line: string }
  | { state: 'working'; line: string }
  | { state: 'done'; line: string }
  | { state: 'failed'; line: string; fix: string }
  | { state: 'skipped'; line: string; fix?: string };

/** A part as the terminal and the page show it. */
export type PartView = { id: PartId; title: string } & PartState;

/** A part's quick look: nothing to do, something to do, or no use in trying. */
export type Check =
  | { is: 'done'; line: string }
  | { is: 'todo'; line: string }
  | { is: 'failed'; line: string; fix: string }
  | { is: 'skipped'; line: string; fix?: string };

export type Part = {
  id: PartId;
  /** Why the talk needs it, for the reader. */
  why: string;
  needs: readonly PartId[];
  /** Parts of one lane run one after the other: apt locks its database, cargo uses all cores. */
  lane: 'apt' | 'cargo';
  /** Quick (well under 0.3 s) and without effect; called at the start and again just before `work`. */
  check(): Promise<Check>;
  /**
   * Does the work and returns one line about the result.
   * @throws PartFailure with what was wrong and the command that fixes it.
   */
  work(run: Work): Promise<string>;
};

export type Work = {
  signal: AbortSignal;
  /** Shows how far the work is. */
  say(line: string): void;
};

/** A part failed: what was wrong, and what fixes it. */
export class PartFailure extends Error {
  readonly fix: string;
  constructor(line: string, fix: string) {
    super(line);
    this.fix = fix;
  }
}
