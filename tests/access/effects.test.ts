// Every kind of message has its effect from a role that may send it, and none from one that may not.
// A new kind needs a row in EFFECTS.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_KINDS, type ClientKind, type ClientMessage, maySend } from '../../protocol/message.ts';
import { ROLES, type Role } from '../../protocol/role.ts';
import { type Deck, endDecks, ROOT, startDeck } from '../support/deck.ts';
import { SocketPeer } from '../support/socket-peer.ts';
import { RoleSocket } from '../support/tokens.ts';

const WORKSPACE = join(ROOT, 'stage-5');
const PATH = join(WORKSPACE, 'src/main.rs');
const TEMPLATE = readFileSync(join(ROOT, 'tests/support/edited/template.rs'), 'utf8');
const PANE = { demo: 'each', pane: 'one' };
const FILE = { demo: 'each', file: 'main' };
const ATTACH = { t: 'attach', ch: 5, ...PANE, page: 'a-page' } as const;
const OPEN = { t: 'open', ...FILE } as const;
/** An edit that puts text at the beginning. */
const typed = (page: string): Extract<ClientMessage, { t: 'edit' }> => {
  return { t: 'edit', ...FILE, page, from: 0, changes: [[[0, '// typed '], TEMPLATE.length]] };
};

type Effect<M> = {
  /** What the page sends before, if its role may. */
  first?: ClientMessage;
  /** What happens after that, before the message. */
  before?(world: World, page: RoleSocket): Promise<unknown>;
  message: M;
  /** Waits for the effect in what the page receives after `after`; without it, the effect shows in `look`. */
  seen?(world: World, page: RoleSocket, after: { messages: number; frames: number }): Promise<unknown>;
};

const EFFECTS: { [K in ClientKind]: Effect<Extract<ClientMessage, { t: K }>> } = {
  attach: {
    message: { ...ATTACH, pane: 'two' },
    // A viewer starts nothing.
    seen: (_, page, { messages }) =>
      page.receives(page.role === 'speaker' ? 'attached' : 'unstarted', messages),
  },
  detach: {
    first: ATTACH,
    message: { t: 'detach', ch: 5 },
    // Its number is free again.
    async seen(_, page, { messages }) {
      page.send(ATTACH);
      await page.receives('attached', messages);
    },
  },
  input: { first: ATTACH, message: { t: 'input', ch: 5, n: 1, data: 'echo typed $((40 + 1))\r' } },
  ack: {
    first: ATTACH,
    // More than a page's window: nothing more comes until the page acknowledges something.
    async before({ terminal }, page) {
      terminal.input('seq 60000; echo over $((40 + 1))\r');
      await terminal.shows(/over 41/);
      await page.settled();
    },
    message: { t: 'ack', ch: 5, seq: 2 ** 32 - 1 },
    seen: (_, page, { frames }) => expect.poll(() => page.frames).toBeGreaterThan(frames),
  },
  ping: { message: { t: 'ping' }, seen: (_, page, { messages }) => page.receives('pong', messages) },
  restart: {
    first: ATTACH,
    async before({ terminal }) {
      terminal.input('exit\r');
      await expect.poll(() => terminal.exited).toBe(0);
    },
    message: { t: 'restart', ch: 5 },
  },
  step: { message: { t: 'step', demo: 'each', step: 'say', act: 'run' } },
  give: { message: { t: 'give', demo: 'each', step: 'say' } },
  open: { message: OPEN, seen: (_, page, { messages }) => page.receives('document', messages) },
  shut: {
    first: OPEN,
    message: { t: 'shut', ...FILE },
    async seen({ speaker }, page, { messages }) {
      await page.settled();
      const after = speaker.messages.length;
      speaker.send(typed('the-speaker'));
      await speaker.receives('updates', after);
      await page.settled();
      expect(page.messages.slice(messages).map(({ t }) => t)).toEqual(['pong', 'pong']);
    },
  },
  edit: { first: OPEN, message: typed('a-page') },
  rescue: {
    async before({ speaker }) {
      speaker.send(typed('the-speaker'));
      await speaker.receives('updates');
      await expect.poll(disk).not.toBe(TEMPLATE);
    },
    message: { t: 'rescue', ...FILE, act: 'catch-up' },
  },
  reset: { message: { t: 'reset', demo: 'each' } },
  at: { message: { t: 'at', at: { h: 9, v: 0, f: -1 } } },
  source: { message: { t: 'source', ...PANE, source: 'replay' } },
  press: { message: { t: 'press', key: 'next' } },
};

/** `restart` comes last, since it ends the shell. */
const IN_ORDER = CLIENT_KINDS.toSorted((a, b) => Number(a === 'restart') - Number(b === 'restart'));

/** Where others than the sender see an effect: one of the speaker's pages, and a terminal in another. */
type World = { speaker: RoleSocket; terminal: SocketPeer };

let deck: Deck;
const opened: { dispose(): void }[] = [];
beforeAll(async () => {
  deck = await startDeck(['--port', '4970', '--talk', 'tests/support/each', '--share', '127.0.0.2']);
  await deck.line(/^live each$/);
});
afterEach(() => {
  for (const each of opened.splice(0)) each.dispose();
});
afterAll(async () => {
  await endDecks();
  rmSync(WORKSPACE, { recursive: true, force: true });
});

const disk = () => readFileSync(PATH, 'utf8');

/** Resets the demo: its file exists, a shell waits in pane `one`, and the speaker's page was used last. */
async function fresh(): Promise<World> {
  const speaker = await open('speaker');
  speaker.send({ t: 'reset', demo: 'each' });
  await speaker.settled();
  mkdirSync(dirname(PATH), { recursive: true });
  // At once, or the deck may read the file while it is empty.
  writeFileSync(`${PATH}.new`, TEMPLATE);
  renameSync(`${PATH}.new`, PATH);
  speaker.send(OPEN);
  expect((await speaker.receives('document')).at).toEqual({ version: 0, text: TEMPLATE });
  const terminal = new SocketPeer(deck, PANE);
  opened.push(terminal);
  await terminal.connect();
  await terminal.shows(/\$ $/m);
  speaker.send({ ...ATTACH, ch: 0 });
  await speaker.receives('attached');
  return { speaker, terminal };
}

async function open(role: Role): Promise<RoleSocket> {
  // The speaker's token is refused on a shared address.
  const page = new RoleSocket(deck, role, role === 'speaker' ? {} : { address: '127.0.0.2' });
  opened.push(page);
  await page.receives('welcome');
  return page;
}

/** A page of this role that is about to send the message. */
async function readied(role: Role, { speaker, terminal }: World, kind: ClientKind): Promise<RoleSocket> {
  const page = await open(role);
  const { first, before }: Effect<ClientMessage> = EFFECTS[kind];
  const may = !first || maySend(role, first.t);
  if (first && may) page.send(first);
  await page.settled();
  if (may) await before?.({ speaker, terminal }, page);
  // Makes `speaker` the speaker's page that was used last.
  speaker.send({ t: 'at', at: { h: 1, v: 0, f: -1 } });
  await page.settled();
  return page;
}

async function look({ speaker, terminal }: World) {
  await speaker.settled();
  const health = await fetch(`http://127.0.0.1:${deck.port}/healthz`);
  return {
    sessions: ((await health.json()) as { sessions: number }).sessions,
    shells: terminal.sessions.length,
    rows: rows(terminal),
    disk: readable(),
    // A verdict of the compiler may come at any time.
    received: speaker.messages.filter(({ t }) => t !== 'pong' && t !== 'verdict'),
  };
}

let waits = 0;

/** Waits until the shell has run all that was typed before. */
async function answered(terminal: SocketPeer): Promise<void> {
  if (terminal.exited !== undefined) return;
  terminal.input(`echo waited-$((${++waits} + 0))\r`);
  await terminal.shows(new RegExp(`^waited-${waits}$`, 'm'));
  await terminal.shows(/\$ $/m);
}

/** The terminal's rows, without those of `answered`. */
function rows(terminal: SocketPeer): string[] {
  return terminal
    .text()
    .split('\n')
    .filter((row) => row !== '' && !row.includes('waited-'));
}

function readable(): string | null {
  try {
    return disk();
  } catch {
    return null;
  }
}

describe.each(ROLES)('a %s', (role) => {
  const [may, mayNot] = [true, false].map((is) => IN_ORDER.filter((kind) => maySend(role, kind) === is));

  it.each(may!)('sends %s, and it has its effect', async (kind) => {
    const world = await fresh();
    const page = await readied(role, world, kind);
    const { message, seen }: Effect<ClientMessage> = EFFECTS[kind];
    const before = await look(world);
    const after = { messages: page.messages.length, frames: page.frames };
    page.send(message);
    if (seen) await seen(world, page, after);
    else await expect.poll(() => look(world)).not.toEqual(before);
    expect(page.messages.filter(({ t }) => t === 'error')).toEqual([]);
  });

  // The speaker may send all there is.
  if (mayNot!.length === 0) return;
  it(`may not send ${mayNot!.join(', ')}: each is refused with the reason, and has no effect`, async () => {
    const world = await fresh();
    for (const kind of mayNot!) {
      const page = await readied(role, world, kind);
      await answered(world.terminal);
      const before = await look(world);
      const after = page.messages.length;
      page.send(EFFECTS[kind].message);
      const refused = await page.receives('error', after);
      expect(refused.why).toBe(`a ${role} may not send ${kind}`);
      await page.settled();
      await answered(world.terminal);
      expect(await look(world), kind).toEqual(before);
      page.dispose();
    }
  });
});
