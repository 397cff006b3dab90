// Time from Ctrl-C to the prompt in the page, during endless floods.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Measure, withPane } from './measure.ts';

/**
 * How long the flood runs before the key, in ms: long enough to fill every buffer on the way, and random, so that no
 * timer is in step with it.
 */
const FLOOD_MS = { least: 2000, most: 4000 };

/** How long the prompt may take, in ms. */
const PROMPT_MS = 60_000;

export const interrupt: Measure = {
  id: 'interrupt',
  title: 'Ctrl-C to prompt',
  async run(contestant, bench, figures) {
    const failed: string[] = [];
    for (const flood of bench.workloads.floods) {
      const times: number[] = [];
      figures[`interrupt.${flood.id}`] = times;
      try {
        await withPane(contestant, bench, async ({ pane }) => {
          for (let i = 0; i < bench.size.presses; i++) {
            await pane.type(flood.command);
            await pane.enter();
            await sleep(FLOOD_MS.least + Math.random() * (FLOOD_MS.most - FLOOD_MS.least));
            times.push(await pane.interrupt(PROMPT_MS));
            await pane.prompt();
          }
        });
      } catch (error) {
        failed.push(`${flood.title}, press ${times.length + 1}: ${(error as Error).message}`);
      }
    }
    if (failed.length > 0) throw new Error(failed.join('; '));
  },
};
