// A pane of the lab shows the lab's network, also in /sys, and what is made there with ip netns stays there.
import { existsSync, readdirSync } from 'node:fs';
import { afterEach, expect } from 'vitest';
import { endDecks, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { SocketPeer } from '../support/socket-peer.ts';

afterEach(endDecks);

const NETNS = '/run/netns';

itAsRoot('shows the interfaces of laptop and proxmox, and keeps named namespaces to itself', async () => {
  const named = () => (existsSync(NETNS) ? readdirSync(NETNS) : []);
  const before = named();
  const deck = await startDeck(['--port', '4880', '--talk', 'tests/lab/sudo/talk', '--grace', '0.5']);
  await deck.line(/^live second$/);
  const open = async (demo: string) => {
    const peer = new SocketPeer(deck, { demo, pane: 'one' }, { cols: 100, rows: 6 });
    await peer.connect();
    await peer.shows(/\$ *$/m);
    return peer;
  };
  const [one, other] = [await open('rooted'), await open('second')];
  const types = (command: string, shown: RegExp, peer = one) => {
    peer.input(`clear; ${command}\r`);
    return peer.shows(shown);
  };

  await types('echo $(ls /sys/class/net)-', /^eno1 lo-$/m);
  await types('cat /sys/class/net/eno1/address | wc -c', /^18$/m);
  await types("ssh proxmox echo '$(ls /sys/class/net)-'", /^eth0 lo-$/m);
  // What the demos need from /sys is still there.
  await types(
    'sudo sh -c "head -c 1 /sys/kernel/tracing/events/sched/sched_process_exec/id | wc -c"; head -c 1 /sys/kernel/btf/vmlinux | wc -c',
    /^1\n1$/m,
  );
  await types('ls -d $EBPF_TALK_CGROUP/cgroup.procs', /^\/sys\/fs\/cgroup\/.*\/rooted\/cgroup.procs$/m);
  await types('grep -c . $EBPF_TALK_CGROUP/pane-*/cgroup.procs', /^[1-9]\d*$/m);

  await types('sudo ip netns add deck-test && ip netns list', /^deck-test$/m);
  await types('sudo ip netns exec deck-test ip -o link | grep -c lo:', /^1$/m);
  expect(existsSync(`${NETNS}/deck-test`)).toBe(false);
  await types('echo $(ip netns list)-', /^-$/m, other);

  one.dispose();
  other.dispose();
  expect(await deck.end()).toBe(0);
  // Decks beside this one may make the folder, and remove it when it is empty.
  expect(named()).toEqual(before);
});
