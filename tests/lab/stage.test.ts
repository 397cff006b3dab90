// The talk in `--network stage` with its defaults, offline, on a laptop whose eno1 leads to a second machine.
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { ALL } from '../support/breadth.ts';
import { endBrowsers, isLast, nextUntil, waitForText } from '../support/browser.ts';
import { asUser, copyBuilt, makeUser, removeUser, type User } from '../support/copy.ts';
import { type Deck, endDecks, live, ROOT, startDeck } from '../support/deck.ts';
import { LiveCode } from '../support/live-code.ts';
import { itAsRoot } from '../support/root.ts';
import { StageLaptop } from '../support/stage-laptop.ts';
import { StepPeer } from '../support/step-peer.ts';
import { hostQdiscs, leftAfter, NOTHING, tracesOf, without } from '../support/traces.ts';
import { clearWorkingCopies } from '../support/working-copy.ts';

const STAGE = ['--port', '4260', '--network', 'stage'];
/** Time for a first build of everything, in ms: an ordinary user's copy has other paths than ours. */
const BUILD_MS = 15 * 60_000;

const ends: (() => void)[] = [];
beforeEach(clearWorkingCopies);
afterEach(async () => {
  await endBrowsers();
  await endDecks();
  for (const end of ends.splice(0).reverse()) end();
});

async function openLaptop(user?: User): Promise<StageLaptop> {
  const laptop = await StageLaptop.open(user ? { user } : {});
  ends.push(() => laptop.dispose());
  return laptop;
}

/** Ends the deck, and looks for what it left on the laptop, on the second machine's side and on this machine. */
async function expectNothingLeft(deck: Deck, laptop: StageLaptop, qdiscs: string): Promise<void> {
  const traces = without(tracesOf(deck.process.pid!), tracesOf(laptop.pid));
  expect(traces.programs.length).toBeGreaterThan(0);
  expect(await deck.end()).toBe(0);
  expect(await leftAfter(traces)).toEqual(NOTHING);
  expect(laptop.inLaptop('tc', 'qdisc', 'show', 'dev', 'eno1')).not.toMatch(/clsact/);
  expect(hostQdiscs()).toBe(qdiscs);
  expect(execFileSync('ip', ['-brief', 'link'], { encoding: 'utf8' })).not.toMatch(/^eno1/m);
}

const LINES = [
  /^stage: interface eno1 is up$/,
  /^stage: address 10\.0\.0\.70, eno1's own$/,
  /^stage: template https:\/\/github\.com\/aya-rs\/aya-template comes from the copy here, bpf\/template$/,
  /^stage: sudo asks for no password/,
  /^stage: peer proxmox lets you in without a question, and reaches 10\.0\.0\.70$/,
];

/** Every step by Next alone. */
async function giveTalk(deck: Deck): Promise<void> {
  const show = await LiveCode.open(deck);
  const give = async (demo: string, ...ids: string[]) => {
    for (const id of ids) await show.step(`${demo}.${id}`);
  };
  await give('process-tracker', 'track', 'ls', 'curl', 'python');
  await give('ping-monitor', 'address');
  await show.step('ping-monitor.tools', 'met', 'skipped');
  await give('ping-monitor', 'generate', 'enter', 'questions', 'helper', 'run', 'ssh', 'ping');
  const rung = await waitForText(show.page, 'ping-monitor', 'laptop', /🔔 Someone is pinging us!/);
  expect(rung).toMatch(/classifier attached to eno1/);
  await give('ping-monitor', 'leave-out', 'refused', 'put-back', 'loads');
  await nextUntil(show.page, () => isLast(show.page));
  expect(show.page.faults).toEqual([]);
}

describe('as root', () => {
  itAsRoot(
    'the live code: generated from the copy, written, built, rung by the second machine',
    async () => {
      const qdiscs = hostQdiscs();
      const laptop = await openLaptop();
      const deck = await startDeck(STAGE, { command: laptop.deck(ROOT) });
      await laptop.reach(deck);
      await live(deck);
      for (const line of LINES) await deck.line(line);
      const peer = await StepPeer.open(deck);
      for (const id of ['address', 'generate', 'enter', 'questions', 'helper', 'run', 'ssh', 'ping'])
        expect(await peer.give(`ping-monitor.${id}`)).toMatchObject({ state: 'met', how: 'typed' });
      await expectNothingLeft(deck, laptop, qdiscs);
    },
    180_000,
  );

  if (ALL)
    itAsRoot(
      'the whole talk by Next',
      async () => {
        const qdiscs = hostQdiscs();
        const laptop = await openLaptop();
        const deck = await startDeck(STAGE, { command: laptop.deck(ROOT) });
        await laptop.reach(deck);
        await live(deck);
        await giveTalk(deck);
        await expectNothingLeft(deck, laptop, qdiscs);
      },
      300_000,
    );
});

if (ALL)
  describe('as a user with sudo', () => {
    itAsRoot(
      'the whole talk by Next',
      async () => {
        const qdiscs = hostQdiscs();
        const user = makeUser('deck-stage', true);
        ends.push(() => removeUser(user.name));
        const laptop = await openLaptop(user);
        const dir = copyBuilt(user);
        const deck = await startDeck(STAGE, { command: laptop.deck(dir, asUser(user)) });
        await laptop.reach(deck);
        await deck.line(/^live process-tracker$/, BUILD_MS);
        await deck.line(/^live ping-monitor$/, BUILD_MS);
        for (const line of LINES) await deck.line(line);
        await giveTalk(deck);
        await expectNothingLeft(deck, laptop, qdiscs);
      },
      BUILD_MS + 300_000,
    );
  });
