// A part of the set-up: what it is, what it needs, and the states that it can be in. Not the work itself
// (each part has a file of its own) nor the order of the parts (order.ts).

export const PART_IDS = [
  'packages',
  'linker',
  'process-tracker',
  'ping-monitor',
  'generator',
  'chromium',
] as const;
export type PartId = (typeof PART_IDS)[number];

/** Parts without which the talk still has everything that it must have. */
export const OPTIONAL: ReadonlySet<PartId> = new Set(['generator']);

export const TITLES: Record<PartId, string> = {
  packages: 'Debian packages',
  linker: 'bpf-linker',
  'process-tracker': 'process tracker',
  'ping-monitor': 'ping monitor',
  generator: 'cargo-generate',
  chromium: 'Chromium',
};

export type PartState =
  | { state: 'waiting'; line: string }
  | { state: 'working'; line: string }
  | { state: 'done'; line: string }
  | { state: 'failed'; line: string; mend: string }
  | { state: 'skipped'; line: string; mend?: string };

/** What a person or a page is shown of a part. */
export type PartView = { id: PartId; title: string } & PartState;

/** What a part's quick look says: nothing to do, something to do, or no sense in trying. */
export type Check =
  | { is: 'done'; line: string }
  | { is: 'todo'; line: string }
  | { is: 'failed'; line: string; mend: string }
  | { is: 'skipped'; line: string; mend?: string };

export interface Part {
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
   * @throws PartFailure with what was wrong and the command that mends it.
   */
  work(run: Work): Promise<string>;
}

export interface Work {
  signal: AbortSignal;
  /** Tells the reader how far it is. */
  say(line: string): void;
}

/** A part could not be done: what was wrong, and what mends it. */
export class PartFailure extends Error {
  readonly mend: string;
  constructor(line: string, mend: string) {
    super(line);
    this.mend = mend;
  }
}
