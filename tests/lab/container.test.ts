// A deck in a container beside one outside it: other process numbers, and yet each has its own folders and lab.
import { afterEach, expect } from 'vitest';
import { type Deck, endDecks, live, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { SocketPeer } from '../support/socket-peer.ts';

afterEach(endDecks);

/** A shell of the live code. @returns where cargo builds there. */
async function open(deck: Deck): Promise<{ peer: SocketPeer; target: string }> {
  const peer = new SocketPeer(deck, { demo: 'ping-monitor', pane: 'laptop' }, { cols: 100, rows: 10 });
  await peer.connect();
  await peer.shows(/\$ *$/m);
  peer.input('clear; echo "<$CARGO_TARGET_DIR $PWD>"\r');
  await peer.shows(/^<.* .*>$/m);
  return { peer, target: /^<(.*)>$/m.exec(peer.text())![1]! };
}

itAsRoot('neither takes the other’s folder, target folder or lab', async () => {
  const container = [
    'unshare',
    '--pid',
    '--fork',
    '--kill-child=TERM',
    '--mount-proc',
    process.execPath,
    'start.mjs',
  ];
  const inside = await startDeck(['--port', '4295'], { command: container });
  await live(inside);
  const first = await open(inside);
  const outside = await startDeck(['--port', '4295']);
  await live(outside);
  const second = await open(outside);
  expect(second.target).not.toBe(first.target);
  expect(outside.lines.join('\n')).not.toMatch(/earlier run/);
  first.peer.input('clear; echo still $((40 + 2))\r');
  await first.peer.shows(/^still 42$/m);
  for (const { peer } of [first, second]) peer.dispose();
  expect(await outside.end()).toBe(0);
  // unshare itself passes no signal on but by its own end.
  expect(await inside.end('SIGKILL')).toBe('SIGKILL');
});
