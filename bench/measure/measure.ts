// The interface of a measurement: one contestant, one repetition, figures by name.
import type { Chromium } from '../browser.ts';
import type { Contestant, Server, StartOptions } from '../contestants/contestant.ts';
import type { Workloads } from '../workloads.ts';

/** Figures of one repetition by the metric's id; several values when a repetition has several trials. */
export type Figures = Record<string, number[]>;

export type Bench = {
  chromium: Chromium;
  workloads: Workloads;
  /** Starts a new server on a port that no other has used lately. */
  start(contestant: Contestant, options?: Omit<StartOptions, 'port'>): Promise<Server>;
  /** A free port of the bench's range. */
  port(): number;
  /** The size of one repetition. */
  size: Size;
  /** Notes something for the results, such as a cell that differs or a lost key. */
  remark(line: string): void;
};

export type Size = {
  /** Keys typed in one repetition, both idle and beside a flood. */
  keys: number;
  /** Ctrl-C presses in one repetition, for each flood. */
  presses: number;
  /** Seconds for which a peer stops reading. */
  stalledSeconds: number;
};

export type Measure = {
  id: string;
  title: string;
  /** Whether this measurement fits the contestant. */
  suits?(contestant: Contestant): boolean;
  /** One repetition. @throws Error with why the contestant failed; the figures so far stay in `figures`. */
  run(contestant: Contestant, bench: Bench, figures: Figures): Promise<void>;
};

/** Starts a server, opens a page with one terminal, and cleans both up. */
export async function withPane<T>(
  contestant: Contestant,
  bench: Bench,
  work: (parts: {
    server: Server;
    pane: Awaited<ReturnType<Server['open']>>;
    context: Parameters<Server['open']>[0];
  }) => Promise<T>,
  options?: Omit<StartOptions, 'port'>,
): Promise<T> {
  const server = await bench.start(contestant, options);
  try {
    return await bench.chromium.with(async (context) => {
      const pane = await server.open(context);
      return await work({ server, pane, context });
    });
  } finally {
    await server.dispose();
  }
}
