// Time from Enter to the final screen for each workload, and whether that screen is right, cell by cell.

import { newMarker } from '../pane.ts';
import { type Count, countBytes, differentRows } from './correctness.ts';
import { type Measure, withPane } from './measure.ts';

/** How long a contestant may take for one workload, in ms; the slowest known takes 30 s. */
const WORKLOAD_MS = 120_000;

export const throughput: Measure = {
  id: 'throughput',
  title: 'throughput',
  async run(contestant, bench, figures) {
    const failed: string[] = [];
    for (const workload of bench.workloads.throughput) {
      try {
        await withPane(contestant, bench, async ({ server, pane }) => {
          const marker = newMarker();
          const counted: Count | undefined =
            contestant.id === 'deck' ? await countBytes(server.address, pane, workload, marker) : undefined;
          const { key, parsed, painted } = await pane.time(workload.command, marker, WORKLOAD_MS);
          figures[`throughput.${workload.id}`] = [(parsed - key) / 1000];
          figures[`painted.${workload.id}`] = [(painted - key) / 1000];
          await pane.prompt();
          if (counted) {
            const { missing, expected } = await counted.after();
            figures[`missing.${workload.id}`] = [missing];
            if (missing !== 0) bench.remark(`${workload.title}: ${missing} of ${expected} bytes not counted`);
          }
          const different = await differentRows(pane, workload, marker);
          figures[`different.${workload.id}`] = [different.length];
          for (const line of different.slice(0, 2))
            bench.remark(`${contestant.title}, ${workload.title}: ${line}`);
        });
      } catch (error) {
        failed.push(`${workload.title}: ${(error as Error).message}`);
      }
    }
    if (failed.length > 0) throw new Error(failed.join('; '));
  },
};
