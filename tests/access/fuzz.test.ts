// Fuzzed frames over raw sockets, as every role: each gets the right answer, and another terminal works on.
// FUZZ_FRAMES=100000 for a long run, FUZZ_SEED=n to repeat one.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROLES, type Role } from '../../protocol/role.ts';
import { SEED as DRAWN } from '../support/breadth.ts';
import { type Deck, endDecks, startDeck } from '../support/deck.ts';
import { SocketPeer } from '../support/socket-peer.ts';
import { cookieOf, tokensOf } from '../support/tokens.ts';
import { until } from '../support/until.ts';
import { ABOUTS, FAULTS_TO_CLOSE, type Fuzzed, fuzzed, KINDS } from './fuzz/frames.ts';
import { Random } from './fuzz/random.ts';
import { encode, OPCODE, RawSocket } from './fuzz/raw-socket.ts';

const FRAMES = Number(process.env.FUZZ_FRAMES ?? 5000);
const SEED = Number(process.env.FUZZ_SEED ?? DRAWN);
/** Connections at the same time. */
const LANES = 6;
/** Frames of one connection, at most. */
const LONGEST = 60;
/** Longest time for an answer, in ms. */
const ANSWER_MS = 10_000;

let deck: Deck;
beforeAll(async () => {
  deck = await startDeck(['--port', '4940', '--talk', 'tests/support/plain']);
  await deck.line(/^live plain$/);
});
afterAll(endDecks);

const rss = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${deck.process.pid}/status`, 'utf8'))![1]) / 1024;

/** The frames of one connection, up to the first that ends it. */
function sequence(random: Random, role: Role): Fuzzed[] {
  const all: Fuzzed[] = [];
  const length = random.int(1, LONGEST);
  let faults = 0;
  while (all.length < length) {
    const one = fuzzed(random, role);
    all.push(one);
    if (one.answer === 'fault' && ++faults === FAULTS_TO_CLOSE) break;
    if (typeof one.answer === 'number' || one.answer === 'hangup') break;
  }
  return all;
}

/** The answers that the server must give to a sequence. */
function expectedFrom(all: Fuzzed[]) {
  const countOf = (what: Fuzzed['answer']) => all.filter(({ answer }) => answer === what).length;
  const faults = countOf('fault');
  const last = all.at(-1)!.answer;
  return {
    errors: faults + countOf('error'),
    maybe: countOf('maybe'),
    messagePongs: countOf('pong'),
    pongs: all.reduce((sum, { pings = 0 }) => sum + pings, 0),
    close:
      typeof last === 'number' ? last : faults === FAULTS_TO_CLOSE ? 1008 : last === 'hangup' ? null : 1000,
  };
}

async function connected(role: Role): Promise<RawSocket> {
  const cookie = cookieOf(role, deck.port, tokensOf(deck)[role]);
  const shake = async () => {
    const socket = new RawSocket('127.0.0.1', deck.port, cookie);
    await socket.until(() => socket.received.status !== 0, ANSWER_MS);
    if (socket.received.status === 101) return socket;
    // The rate of handshakes is limited, so the fuzz waits and tries again.
    expect([429, 503]).toContain(socket.received.status);
    socket.destroy();
    return undefined;
  };
  return until(shake, 'every handshake was refused', { withinMs: 60_000, everyMs: 200 });
}

async function run(random: Random, role: Role): Promise<Fuzzed[]> {
  const all = sequence(random, role);
  const { maybe, ...expected } = expectedFrom(all);
  const socket = await connected(role);
  const hangsUp = all.at(-1)!.answer === 'hangup';
  const parts = all.map((one) => one.bytes);
  // Answers come in order: the one to this ping is the last before we hang up.
  if (hangsUp)
    parts.splice(-1, 0, encode({ opcode: OPCODE.ping, payload: Buffer.alloc(0), mask: random.bytes(4) }));
  const pings = expected.pongs + (hangsUp ? 1 : 0);
  const bytes = Buffer.concat(parts);
  // In pieces that don't end where frames end.
  for (let at = 0; at < bytes.length; ) {
    const to = random.next() < 0.5 ? bytes.length : at + random.int(1, 5000);
    socket.write(bytes.subarray(at, to));
    at = to;
  }
  const { received } = socket;
  if (hangsUp) {
    await socket.until(() => received.pongs >= pings, ANSWER_MS);
    if (random.next() < 0.5) socket.end();
    else socket.destroy();
  } else if (expected.close === 1000 && all.at(-1)!.answer !== 1000) {
    socket.write(encode({ opcode: OPCODE.close, payload: Buffer.from([3, 232]), mask: random.bytes(4) }));
  }
  await socket.until(() => false, ANSWER_MS);
  const errors = count(received.texts, 'error');
  const got = {
    errors: Math.min(Math.max(errors - maybe, expected.errors), errors),
    messagePongs: count(received.texts, 'pong'),
    pongs: received.pongs,
    close: received.close,
  };
  const kinds = all.map(({ kind }) => kind);
  expect({ role, kinds, ...got }).toEqual({ role, kinds, ...expected, pongs: pings });
  socket.destroy();
  return all;
}

const count = (texts: string[], t: string) => texts.filter((text) => text.startsWith(`{"t":"${t}"`)).length;

it(
  `${FRAMES} fuzzed frames (seed ${SEED}): no crash, each refusal its code, and others go on`,
  async () => {
    console.log(`fuzz: seed ${SEED}, ${FRAMES} frames`);
    const pid = deck.process.pid;
    const bystander = new SocketPeer(deck);
    await bystander.connect();
    await bystander.shows(/\$/);
    const before = rss();

    let sent = 0;
    let connections = 0;
    const kinds = new Map<string, number>();
    const abouts = new Set<string>();
    const lanes = Array.from({ length: LANES }, async (_, lane) => {
      const random = new Random(SEED + lane * 7919);
      while (sent < FRAMES) {
        for (const { kind, frames, about } of await run(random, random.pick(ROLES))) {
          sent += frames;
          if (about) abouts.add(about);
          kinds.set(kind, (kinds.get(kind) ?? 0) + frames);
        }
        connections++;
      }
    });
    let fuzzing = true;
    const all = Promise.all(lanes).finally(() => {
      fuzzing = false;
    });
    // Checked below; the echoes come first.
    all.catch(() => {});
    const echoes: number[] = [];
    for (let i = 0; fuzzing; i++) {
      const at = performance.now();
      bystander.input(`echo by-${i}-$((40 + 2))\r`);
      await bystander.shows(new RegExp(`by-${i}-42`));
      echoes.push(performance.now() - at);
      // As slowly as a person types: most of the machine's time is for the fuzz.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await all;

    expect(bystander.sessions).toHaveLength(1);
    expect(bystander.lost).toEqual([]);
    expect(echoes.length).toBeGreaterThan(5);
    expect(deck.process.pid).toBe(pid);
    expect(deck.lines.filter((line) => /unexpected|Error| {4}at /.test(line))).toEqual([]);
    await expect
      .poll(async () => (await fetch(`http://127.0.0.1:${deck.port}/healthz`)).json(), { timeout: 20_000 })
      .toMatchObject({ sessions: 1, peers: 1 });
    if (FRAMES >= 5000) {
      expect([...kinds.keys()].sort()).toEqual([...KINDS].sort());
      expect([...abouts].sort()).toEqual([...ABOUTS].sort());
    }
    bystander.dispose();

    const sorted = echoes.toSorted((a, b) => a - b);
    const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]!.toFixed(1);
    console.log(
      `fuzz: ${sent} frames on ${connections} connections; ${echoes.length} echoes beside them, ` +
        `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms; server RSS ${before.toFixed(0)} to ${rss().toFixed(0)} MB`,
    );
  },
  Math.max(60_000, FRAMES * 12),
);
