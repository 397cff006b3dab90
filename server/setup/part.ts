// A part of the set-up: what it is, what it needs, and the states that it can be in. Not the work itself
// (each part has a file of its own) nor the order of the parts (order.ts).
import type { Build, Talk } from '../../protocol/talk.ts';

/** Parts of any talk, in order; a talk's own builds stand before the generator. */
export const TITLES: Record<string, string> = {
  packages: 'Debian packages',
  linker: 'bpf-linker',
  generator: 'cargo-generate',
  chromium: 'Chromium',
};
/** A key of {@link TITLES}, or the id of a build that the talk declares. */
export type PartId = string;

/** Parts without which the talk still has everything that it must have. */
export const OPTIONAL: ReadonlySet<PartId> = new Set(['generator']);

/** What a talk asks of the set-up; the rest is left alone. */
export type Wanted = {
  /** Cargo workspaces of the talk (`builds` in talk.ts). */
  builds: readonly Build[];
  /** Ids of parts that demos need, as talk.ts names them; `root` asks for the lab's packages. */
  needs: readonly string[];
};

/** All that a talk's demos need, each once. */
export function wantedBy({ builds, needs, demos }: Pick<Talk, 'builds' | 'needs' | 'demos'>): Wanted {
  return { builds, needs: [...new Set([...needs, ...demos.flatMap((demo) => demo.needs)])] };
}

/** The ids and titles of what has to be there, in the order in which it is done: needs of needs included. */
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

/** What a person or a page is shown of a part. */
export type PartView = { id: PartId; title: string } & PartState;

/** What a part's quick look says: nothing to do, something to do, or no sense in trying. */
export type Check =
  | { is: 'done'; line: string }
  | { is: 'todo'; line: string }
  | { is: 'failed'; line: string; fix: string }
  | { is: 'skipped'; line: string; fix?: string };

export type Part = {
  id: PartId;
  /** Why the talk wants it, for the reader. */
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
  /** Tells the reader how far it is. */
  say(line: string): void;
};

/** A part could not be done: what was wrong, and what fixes it. */
export class PartFailure extends Error {
  readonly fix: string;
  constructor(line: string, fix: string) {
    super(line);
    this.fix = fix;
  }
}
