// A peer of the deck stops reading in a flood: its cost for the server, and whether the session stays.
import { setTimeout as sleep } from 'node:timers/promises';
import { attachPeer } from '../deck-peer.ts';
import { Inspector } from '../inspector.ts';
import type { Pane } from '../pane.ts';
import { rssMb } from '../process-tree.ts';
import { type Measure, withPane } from './measure.ts';

const SETTLE_MS = 1500;

/** Time between two measurements of the heap while the peer is silent, in ms. */
const LOOK_MS = 5000;
const PROMPT_MS = 60_000;

export const stalled: Measure = {
  id: 'stalled',
  title: 'a peer that stops reading',
  suits: ({ id }) => id === 'deck',
  async run(contestant, bench, figures) {
    const inspect = bench.port();
    await withPane(
      contestant,
      bench,
      async ({ server, pane }) => {
        const inspector = await Inspector.open(inspect);
        const peer = await attachPeer(server.address);
        try {
          await sleep(SETTLE_MS);
          const shell = await shellPid(pane);
          const heap = async () => {
            const { usedMb, buffersMb } = await inspector.heap();
            return usedMb + buffersMb;
          };
          const idle = await heap();
          const idleRss = rssMb(server.pid);
          peer.pause();
          await pane.type('yes');
          await pane.enter();
          const [heaps, resident]: [number[], number[]] = [[], []];
          for (const until = Date.now() + bench.size.stalledSeconds * 1000; Date.now() < until; ) {
            await sleep(Math.min(LOOK_MS, until - Date.now()));
            heaps.push((await heap()) - idle);
            resident.push(rssMb(server.pid) - idleRss);
          }
          await pane.interrupt(PROMPT_MS);
          figures['stalled.heap'] = [Math.max(...heaps)];
          figures['stalled.rss'] = [Math.max(...resident)];
          figures['stalled.lost'] = [(await shellPid(pane)) === shell ? 0 : 1];
          peer.resume();
          await sleep(SETTLE_MS);
          const end = peer.closed() ? 'had closed its socket' : 'kept its socket';
          bench.remark(`a peer silent for ${bench.size.stalledSeconds} s: the server ${end}`);
        } finally {
          peer.dispose();
          inspector.dispose();
        }
      },
      { inspect },
    );
  },
};

/** The shell's pid: another pid would be another session. */
async function shellPid(pane: Pane): Promise<string> {
  await pane.type('echo "pid=$$"');
  await pane.enter();
  await pane.row('pid=');
  await pane.prompt();
  return await pane.page.evaluate((name) => window.bench.pane(name).newest('pid='), pane.name);
}
