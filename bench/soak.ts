// A soak of only the deck: steady output for half an hour or more; does the server's memory grow?
import { setTimeout as sleep } from 'node:timers/promises';
import { deck } from './contestants/deck.ts';
import { deckVersion } from './contestants/versions.ts';
import { outputOffset } from './deck-peer.ts';
import { Inspector } from './inspector.ts';
import type { Machine } from './machine.ts';
import { type Bench, withPane } from './measure/measure.ts';
import { newMarker } from './pane.ts';
import { rssMb } from './process-tree.ts';
import { table } from './report.ts';
import { fitLine } from './statistics.ts';

/** MB (10⁶ bytes) of output a second. */
const RATE = 5;

/** If the rate is below this share of it, since the machine is busy with something else, the slopes prove nothing. */
const LEAST_SHARE = 0.95;

const SAMPLE_MS = 60_000;

/** The warm-up, in which caches fill and code is compiled; it doesn't count. */
const WARM_UP = { share: 1 / 3, mostMinutes: 10 };

/** The claim, in MB an hour. */
const MOST_SLOPE = 1;

export type Sample = { minute: number; rssMb: number; heapMb: number; buffersMb: number; bytes: number };

export async function soak(
  bench: Bench,
  minutes: number,
  machine: Machine,
  print: (line: string) => void,
): Promise<{ text: string; data: unknown }> {
  const inspect = bench.port();
  const samples: Sample[] = [];
  await (await bench.start(deck)).dispose();
  await withPane(
    deck,
    bench,
    async ({ server, pane }) => {
      const inspector = await Inspector.open(inspect);
      try {
        const seconds = minutes * 60 + 5;
        const command = `${process.execPath} --import tsx ../paced-output.ts ${RATE} ${seconds}`;
        const marker = newMarker();
        const start = await outputOffset(server.address);
        await pane.type(`${command}${marker.command}`);
        await pane.enter();
        const began = Date.now();
        for (let minute = 1; minute <= minutes; minute++) {
          await sleep(began + minute * SAMPLE_MS - Date.now());
          const { usedMb, buffersMb } = await inspector.heap();
          const sample = { minute, rssMb: rssMb(server.pid), heapMb: usedMb, buffersMb, bytes: 0 };
          samples.push(sample);
          print(
            `minute ${minute}: RSS ${sample.rssMb.toFixed(1)} MB, heap ${usedMb.toFixed(2)} MB, buffers ${buffersMb.toFixed(2)} MB`,
          );
        }
        await pane.row(marker.text, 120_000);
        await pane.prompt();
        const bytes = (await outputOffset(server.address)) - start;
        for (const sample of samples) sample.bytes = bytes;
      } finally {
        inspector.dispose();
      }
    },
    { inspect },
  );
  const warmUp = Math.min(Math.floor(minutes * WARM_UP.share), WARM_UP.mostMinutes);
  const warm = samples.slice(warmUp);
  const slope = (megabytes: (sample: Sample) => number) =>
    fitLine(warm.map((sample) => ({ x: sample.minute / 60, y: megabytes(sample) })));
  const lines = {
    'heap and buffers after GC': slope((sample) => sample.heapMb + sample.buffersMb),
    'RSS after GC': slope((sample) => sample.rssMb),
  };
  const rate = (samples[0]?.bytes ?? 0) / (minutes * 60 + 5) / 1e6;
  const rows = Object.entries(lines).map(([what, { slope, error }]) => [
    what,
    `≤ ${MOST_SLOPE} MB/h`,
    `${slope.toFixed(2)} ± ${error.toFixed(2)} MB/h`,
    slope <= MOST_SLOPE ? 'met' : '**not met**',
  ]);
  rows.push([
    'output, on average',
    `≥ ${RATE * LEAST_SHARE} MB/s`,
    `${rate.toFixed(2)} MB/s`,
    rate >= RATE * LEAST_SHARE ? 'met' : '**not met**',
  ]);
  const text = `# Soak of the deck

${machine.processor}, ${machine.cores} cores, Linux ${machine.kernel}, Node ${machine.node}, deck ${deckVersion()}, load ${machine.load.toFixed(2)} at the start.
${minutes} minutes with the page open and ${RATE} MB/s of output intended. Least-squares lines after the first ${warmUp} minutes, with the slope's standard error.

${table(['', 'limit', 'figure', 'outcome'], rows)}

${table(
  ['minute', 'RSS, MB', 'heap, MB', 'buffers, MB'],
  samples.map((s) => [String(s.minute), s.rssMb.toFixed(1), s.heapMb.toFixed(2), s.buffersMb.toFixed(2)]),
)}
`;
  return { text, data: { minutes, machine, deck: deckVersion(), rate, samples, lines } };
}
