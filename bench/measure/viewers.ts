// The speaker's echo beside a flood while many others watch that flood, and while one of them hangs.
import { setTimeout as sleep } from 'node:timers/promises';
import { attachPeer, type DeckPeer } from '../deck-peer.ts';
import { type } from './echo.ts';
import { type Measure, withPane } from './measure.ts';

/** A room of people who watch on their own screens. */
const VIEWERS = 50;

/** How long the flood runs before the first key, in ms. */
const FLOOD_MS = 1000;

export const viewers: Measure = {
  id: 'viewers',
  title: 'viewers of a flood',
  suits: ({ id }) => id === 'deck',
  async run(contestant, bench, figures) {
    await withPane(
      contestant,
      bench,
      async ({ server, pane, context }) => {
        const typing = await server.openBeside(context, pane);
        const flooding = pane;
        const peers: DeckPeer[] = [];
        try {
          await flooding.focus();
          await flooding.type('yes');
          await flooding.enter();
          await flooding.row('y');
          await typing.focus();
          await sleep(FLOOD_MS);
          await type(typing, bench.size.keys, 'viewers.none', figures);
          for (let i = 0; i < VIEWERS; i++) peers.push(await attachPeer(server.viewers!));
          await sleep(FLOOD_MS);
          await type(typing, bench.size.keys, 'viewers.many', figures);
          peers[0]!.pause();
          await sleep(FLOOD_MS);
          await type(typing, bench.size.keys, 'viewers.frozen', figures);
        } finally {
          for (const peer of peers) peer.dispose();
        }
      },
      { share: true },
    );
  },
};
