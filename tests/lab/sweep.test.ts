// A killed program leaves its classifier and clsact qdisc in the lab; both go when the last pane ends.
import { afterEach, expect } from 'vitest';
import { endDecks, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { SocketPeer } from '../support/socket-peer.ts';
import { type Traces, tracesOf } from '../support/traces.ts';

afterEach(endDecks);

const clsact = ({ qdiscs }: Traces) => qdiscs.filter((line) => line.includes('clsact'));

itAsRoot('a qdisc that a killed program has left goes with the last pane, not before', async () => {
  const deck = await startDeck(['--port', '4870', '--grace', '0.5', '--talk', 'tests/lab/lifetimes/talk']);
  await deck.line(/^live rooted$/);
  const open = async (pane: string) => {
    const peer = new SocketPeer(deck, { demo: 'rooted', pane }, { cols: 100, rows: 6 });
    await peer.connect();
    await peer.shows(/\$ *$/m);
    return peer;
  };
  const [laptop, tracker] = [await open('laptop'), await open('tracker')];
  laptop.input('sudo ./target/debug/ping-monitor --iface eno1 --attach clsact & p=$!\r');
  await laptop.shows(/attached to eno1 by clsact/);
  // There is only one in the pane's own process namespace.
  laptop.input('clear; sudo pkill -KILL -x ping-monitor; wait $p; echo killed-$((40 + 2))\r');
  await laptop.shows(/killed-42/);
  const look = () => clsact(tracesOf(deck.process.pid!));
  expect(look()).toHaveLength(1);

  laptop.dispose();
  // The other pane ends after its grace time; what the program left stays.
  await expect.poll(() => tracesOf(deck.process.pid!).panes, { timeout: 10_000 }).toHaveLength(1);
  tracker.input('echo still-$((40 + 2))\r');
  await tracker.shows(/still-42/);
  expect(look()).toHaveLength(1);

  tracker.dispose();
  await expect.poll(look, { timeout: 10_000 }).toEqual([]);
});
