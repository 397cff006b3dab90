// kill -9 of the server in the middle of each demo: everything ends with it, and the next start cleans up.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { ALL } from '../support/breadth.ts';
import {
  endBrowsers,
  nextStep,
  nextUntil,
  openDeck,
  startBrowser,
  waitForText,
  watchSteps,
} from '../support/browser.ts';
import { endDecks, live, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { type PaneName, SocketPeer } from '../support/socket-peer.ts';
import { leftAfter, NOTHING, pidsOf, tracesOf } from '../support/traces.ts';
import { until } from '../support/until.ts';
import { clearWorkingCopies } from '../support/working-copy.ts';

beforeEach(clearWorkingCopies);
afterEach(async () => {
  await endBrowsers();
  await endDecks();
  clearWorkingCopies();
});

/** With --all also in the live code; lifetimes.test.ts tests the classifier's end in every run. */
const demos = [
  { demo: 'process-tracker', steps: ['track', 'ls'], pane: 'tracker', seen: /INFO\s+ls\s/ },
  {
    demo: 'ping-monitor',
    steps: ['address', 'tools', 'generate', 'enter', 'questions', 'helper', 'run', 'ssh', 'ping'],
    pane: 'laptop',
    seen: /🔔/,
  },
].slice(0, ALL ? 2 : 1);

itAsRoot.each(demos)('$demo', async ({ demo, steps, pane, seen }) => {
  const show = async () => {
    const deck = await startDeck(['--port', '4800']);
    await live(deck);
    const page = await openDeck(await startBrowser(), deck);
    const state = await watchSteps(page);
    await nextUntil(page, (place) => place.demo === demo);
    for (const id of steps) {
      await nextStep(page, `${demo}.${id}`);
      // Not every machine has Nix's tools; and the generated project is still there after the crash.
      const wanted = ['tools', 'generate'].includes(id) ? ['met', 'skipped'] : ['met'];
      expect(await state(`${demo}.${id}`, 'met', 'unmet', 'skipped')).toBeOneOf(wanted);
    }
    await waitForText(page, demo, pane, seen);
    return deck;
  };

  const deck = await show();
  const traces = tracesOf(deck.process.pid!);
  expect(traces.programs.length).toBeGreaterThanOrEqual(1);
  expect(await deck.end('SIGKILL')).toBe('SIGKILL');
  expect(await leftAfter(traces)).toEqual(NOTHING);
  await endBrowsers();

  const again = await show();
  expect(again.port).toBe(deck.port);
  expect(again.token).toBe(deck.token);
  const last = tracesOf(again.process.pid!);

  // With the root part killed, too, only empty folders stay, and the next start reports that it removed them.
  for (const pid of pidsOf(last).toReversed()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {}
  }
  const third = await startDeck(['--port', '4800']);
  await third.line(/removed what an earlier run left behind/);
  await live(third);
  expect(await third.end()).toBe(0);
  expect(await leftAfter(last)).toEqual(NOTHING);
});

itAsRoot(
  'kill -9 of only the server: detached processes get HUP and TERM before they are killed',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'deck-crash-'));
    const deck = await startDeck(['--port', '4800', '--talk', 'tests/lab/lifetimes/talk']);
    await Promise.all([deck.line(/^live rooted$/), deck.line(/^live plain$/)]);
    const panes: PaneName[] = [
      { demo: 'rooted', pane: 'laptop' },
      { demo: 'plain', pane: 'one' },
    ];
    const script = join(dir, 'signals.sh');
    writeFileSync(
      script,
      `for s in HUP TERM; do trap "echo $s >>$1" $s; done; echo ready >>$1; while :; do sleep 0.02; done\n`,
    );
    const logs = panes.map(({ pane }) => join(dir, pane));
    const read = (log: string) => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
    const peers: SocketPeer[] = [];
    for (const [n, ref] of panes.entries()) {
      const peer = new SocketPeer(deck, ref, { cols: 100, rows: 6 });
      peers.push(peer);
      await peer.connect();
      await peer.shows(/\$ *$/m);
      peer.input(`(setsid bash ${script} ${logs[n]} &)\r`);
      await until(() => read(logs[n]!)[0] === 'ready', `no child of ${ref.pane} is ready`);
    }
    const traces = tracesOf(deck.process.pid!);
    await deck.end('SIGKILL');
    expect(await leftAfter(traces)).toEqual(NOTHING);
    for (const log of logs) expect(read(log), log).toEqual(['ready', 'HUP', 'TERM']);
    for (const peer of peers) peer.dispose();
    rmSync(dir, { recursive: true });
  },
);
