// Time from a key to its character in the page, idle and beside a flooding pane; and whether a key is lost.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pane } from '../pane.ts';
import { quantile } from '../statistics.ts';
import { type Figures, type Measure, withPane } from './measure.ts';

/** Keys on one command line; they and the prompt fit in a row. */
const LINE_KEYS = 100;

/** Time between two keys, in ms: a fast typist's, and random, so that no timer is in step with it. */
const PAUSE_MS = { least: 25, most: 75 };

/** How long the last keys of a line may take, in ms; a key that isn't there then is lost. */
const PATIENCE_MS = 15_000;

/** How long the flood runs before the first key, in ms. */
const FLOOD_MS = 1000;

export const echo: Measure = {
  id: 'echo',
  title: 'echo',
  async run(contestant, bench, figures) {
    await withPane(contestant, bench, ({ pane }) => type(pane, bench.size.keys, 'echo.idle', figures));
    await withPane(contestant, bench, async ({ server, pane, context }) => {
      const flooding = await server.openBeside(context, pane);
      await flooding.page.bringToFront();
      await flooding.focus();
      await flooding.type('yes');
      await flooding.enter();
      await flooding.row('y');
      await pane.page.bringToFront();
      await pane.focus();
      await sleep(FLOOD_MS);
      await type(pane, bench.size.keys, 'echo.flood', figures);
    });
  },
};

/** Types this many keys at the pane's prompt and keeps their times under `metric`. */
export async function type(pane: Pane, count: number, metric: string, figures: Figures): Promise<void> {
  const latencies: number[] = [];
  let lost = 0;
  for (let left = count; left > 0; left -= LINE_KEYS) {
    await pane.page.evaluate((name) => window.bench.pane(name).startEcho(), pane.name);
    let typed = '';
    for (let i = 0; i < Math.min(left, LINE_KEYS); i++) {
      const char = String.fromCharCode(97 + Math.floor(Math.random() * 26));
      typed += char;
      await pane.key(char);
      await sleep(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
    }
    const line = await pane.page.evaluate(([name, ms]) => window.bench.pane(name).endEcho(ms), [
      pane.name,
      PATIENCE_MS,
    ] as const);
    latencies.push(...line.latencies);
    lost +=
      line.text === typed && line.latencies.length === typed.length
        ? 0
        : typed.length - matching(line.text, typed);
    await pane.page.keyboard.press('Control+u');
    await pane.prompt();
  }
  figures[`${metric}.p50`] = [quantile(latencies, 0.5)];
  figures[`${metric}.p95`] = [quantile(latencies, 0.95)];
  figures[`${metric}.p99`] = [quantile(latencies, 0.99)];
  figures[`${metric}.max`] = [quantile(latencies, 1)];
  figures[`${metric}.lost`] = [lost];
}

/** How many of the typed characters the text begins with. */
function matching(text: string, typed: string): number {
  let count = 0;
  while (count < typed.length && text[count] === typed[count]) count++;
  return count;
}
