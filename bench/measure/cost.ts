// A flood's cost for the server, with the page open: memory before, during and after it, and processor time.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contestant } from '../contestants/contestant.ts';
import { Inspector } from '../inspector.ts';
import { newMarker, type Pane } from '../pane.ts';
import { cpuSeconds, rssMb, treeCpuSeconds } from '../process-tree.ts';
import { type Bench, type Figures, type Measure, withPane } from './measure.ts';

/** How long a server settles before it is measured, in ms. */
const SETTLE_MS = 1500;

const SAMPLE_MS = 25;
const WORKLOAD_MS = 120_000;

/** How long an endless flood runs before the heap is measured, in ms. */
const FLOOD_MS = 4000;
const PROMPT_MS = 60_000;

export const cost: Measure = {
  id: 'cost',
  title: 'server memory and processor time',
  async run(contestant, bench, figures) {
    const inspect = contestant.runtime === 'node' ? { inspect: bench.port() } : undefined;
    await withPane(
      contestant,
      bench,
      async ({ server, pane }) => {
        const inspector = inspect && (await Inspector.open(inspect.inspect));
        try {
          await lines(server.pid, pane, bench, figures, inspector);
          if (inspector) await floods(contestant, pane, bench, figures, inspector);
        } finally {
          inspector?.dispose();
        }
      },
      inspect,
    );
  },
};

/** The 51 MB workload, with nothing else measured meanwhile. */
async function lines(
  pid: number,
  pane: Pane,
  bench: Bench,
  figures: Figures,
  inspector: Inspector | undefined,
): Promise<void> {
  await sleep(SETTLE_MS);
  const idle = inspector && (await inspector.heap());
  if (idle) figures['heap.idle'] = [idle.usedMb + idle.buffersMb];
  figures['rss.idle'] = [rssMb(pid)];
  const [server, tree] = [cpuSeconds(pid), treeCpuSeconds(pid)];
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, rssMb(pid));
  }, SAMPLE_MS);
  try {
    await pane.time(bench.workloads.throughput[0]!.command, newMarker(), WORKLOAD_MS);
    await pane.prompt();
  } finally {
    clearInterval(sampler);
  }
  figures['cpu.server'] = [cpuSeconds(pid) - server];
  figures['cpu.tree'] = [treeCpuSeconds(pid) - tree];
  figures['rss.peak'] = [peak];
  await sleep(SETTLE_MS);
  const after = inspector && (await inspector.heap());
  if (after) figures['heap.after'] = [after.usedMb + after.buffersMb];
  figures['rss.after'] = [rssMb(pid)];
}

/** The largest heap in the middle of floods: all floods for the deck, one for the others. */
async function floods(
  contestant: Contestant,
  pane: Pane,
  bench: Bench,
  figures: Figures,
  inspector: Inspector,
): Promise<void> {
  const [idle] = figures['heap.idle']!;
  const grown = async () => {
    const { usedMb, buffersMb } = await inspector.heap();
    return usedMb + buffersMb - idle!;
  };
  const found: number[] = [];
  if (contestant.id === 'deck') {
    for (const { command } of bench.workloads.throughput) {
      const done = pane.time(command, newMarker(), WORKLOAD_MS);
      await sleep(500);
      found.push(await grown());
      await done;
      await pane.prompt();
      found.push(await grown());
    }
  }
  for (const { id, command } of bench.workloads.floods) {
    if (contestant.id !== 'deck' && id !== 'yes') continue;
    await pane.type(command);
    await pane.enter();
    await sleep(FLOOD_MS);
    found.push(await grown());
    await pane.interrupt(PROMPT_MS);
    found.push(await grown());
  }
  figures['heap.flood'] = [Math.max(...found)];
}
