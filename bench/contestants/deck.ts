// This project's deck, with the talk in bench/talk: two panes of one demo, alone and side by side.
import type { BrowserContext, Page } from 'playwright-core';
import { openPane } from '../pane.ts';
import type { Contestant } from './contestant.ts';
import { startProcess } from './server-process.ts';
import { deckVersion } from './versions.ts';

/** The demo and its panes, as bench/talk/talk.ts names them. */
export const DEMO = { id: 'bench', pane: 'first', beside: 'second' } as const;

export const deck: Contestant = {
  id: 'deck',
  title: 'deck',
  runtime: 'node',
  prepare: async () => ({ version: deckVersion() }),
  async start({ port, inspect, share }) {
    // What `npm start` runs, but without npm's own process, like the others.
    const node = inspect === undefined ? [] : [`--inspect=127.0.0.1:${inspect}`];
    const args = [...node, 'start.mjs', '--no-open', '--port', String(port), '--talk', 'bench/talk'];
    // Another address of this machine, since on loopback everybody would be the speaker.
    if (share) args.push('--share', '127.0.0.2');
    const server = startProcess(process.execPath, args);
    const addressIn = async (line: RegExp) => {
      const [, address] = await server.printed(line).catch(async (error) => {
        await server.dispose();
        throw error;
      });
      return address!;
    };
    const address = await addressIn(/^ready (\S+)$/m);
    const viewers = share ? { viewers: await addressIn(/^viewer (\S+)$/m) } : {};
    const visit = async (page: Page) => {
      await page.goto(address, { waitUntil: 'commit' });
    };
    return {
      pid: server.pid,
      address,
      ...viewers,
      visit,
      async open(context: BrowserContext) {
        const page = await context.newPage();
        await visit(page);
        return await openPane(page, 'first', terminalOf(DEMO.pane));
      },
      async openBeside(_context, { page }) {
        await page.evaluate(() => (window as unknown as { deck: { slide(h: number): void } }).deck.slide(1));
        await openPane(page, 'first', terminalOf(DEMO.pane));
        return await openPane(page, 'second', terminalOf(DEMO.beside));
      },
      dispose: () => server.dispose(),
    };
  },
};

/** The pane's xterm, once the pane on the current slide is live. */
function terminalOf(pane: string): string {
  const element = `section.present deck-terminal[demo="${DEMO.id}"][pane="${pane}"][state="live"]`;
  return `document.querySelector('${element}')?.terminal`;
}
