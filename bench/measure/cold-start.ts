// Time from starting the server's process to a painted prompt in a new page, with an empty browser cache.
import { within } from '../within.ts';
import type { Measure } from './measure.ts';

const PAINT_MS = 60_000;

export const coldStart: Measure = {
  id: 'start',
  title: 'cold start',
  async run(contestant, bench, figures) {
    await bench.chromium.with(async (context) => {
      const page = await context.newPage();
      const began = Date.now();
      const server = await bench.start(contestant);
      try {
        figures['start.server'] = [Date.now() - began];
        await server.visit(page);
        const painted = page.evaluate(() => window.bench.firstPrompt());
        figures['start.prompt'] = [(await within(PAINT_MS, 'a painted prompt', painted)) - began];
      } finally {
        await server.dispose();
      }
    });
  },
};
