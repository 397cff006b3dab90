// Starts and ends the server of a deck, for `npm start` and `npm run dev`.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../protocol/role.ts';
import type { Talk } from '../protocol/talk.ts';
import { openTalk } from '../talk/load.ts';
import { misplacedLocal, shownPath, type TalkPlace } from '../talk/place.ts';
import { Access } from './door/access.ts';
import { Http } from './door/http.ts';
import { builtPages, devPages } from './door/pages.ts';
import { takeTokens } from './door/run-file.ts';
import { type Share, type Sharing, startSharing } from './door/share.ts';
import { Ticket } from './door/ticket.ts';
import { Peer } from './peer/peer.ts';
import { RunningTalk, textOf } from './running-talk.ts';
import type { Network } from './show/show.ts';
import { takesInterrupt } from './system/question.ts';
import { ROOT } from './system/root.ts';

export type Config = {
  place: TalkPlace;
  /** If it is in use, the next free one is taken. */
  port: number;
  /** Whether to open the speaker's browser. */
  open: boolean;
  network: Network;
  /** From where viewers and remotes on other machines may connect; undefined: only this machine may. */
  share: Share | undefined;
  /** How long a session lives without a page, in ms. */
  graceMs: number;
  /** Pages come from Vite, which patches them as they are edited; only the speaker gets them. */
  dev: boolean;
};

/**
 * Serves a talk until a signal ends the process.
 * @returns when its preparation is done; the deck serves earlier, from the line `ready` on.
 * @throws Error with one line per fault of the talk, or when no port is free.
 */
export async function startDeck(config: Config): Promise<void> {
  const { place, dev } = config;
  const print = (line: string) => console.log(line);
  const misplaced = misplacedLocal(ROOT);
  if (misplaced) print(`warning: ${misplaced}`);
  const source = await openTalk(place);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

  let running = new RunningTalk({ ...config, print }, source);
  let given = textOf(place, source);
  /** Resolves when no other talk is on its way. */
  let turn = Promise.resolve();
  const http = new Http({
    health: () => ({ version, sessions: running.house.sessions.count, peers: http.peers }),
    connect: (socket, role) =>
      void turn.then(() => socket.readyState === socket.OPEN && new Peer(socket, role, running.show)),
    leaked: once(() => print(LEAKED)),
  });

  let access: Access | undefined;
  const port = await http.listenOnLoopback(config.port, () => access);
  const { tokens, unkept } = takeTokens(port);
  if (unkept) print(`warning: after a restart its pages must be opened anew, by the new address: ${unkept}`);
  // In dev the sources are served, including notes, so only the speaker may connect.
  access = Access.loopback(port, tokens, dev ? ['speaker'] : undefined);
  const pages = dev ? await devPages(place, (talk) => renew(talk)) : await builtPages(place, print);
  http.pages = pages.pages;
  if (pages.mayFetch) http.mayFetch = pages.mayFetch;
  http.upgradeOther = pages.upgrade;

  /** Begins the changed talk, whole: its demos start anew, and pages connect to them. @returns whether it changed. */
  const begin = async (talk: Talk): Promise<boolean> => {
    const text = textOf(place, talk);
    if (ending || text === given) return false;
    print(`${shownPath(place, join(place.dir, 'talk.ts'))} has changed: its demos begin anew`);
    const next = new RunningTalk({ ...config, print }, talk, running.show.position);
    http.disconnect();
    await running.dispose();
    running = next;
    given = text;
    void running.prepare();
    return true;
  };
  const renew = (talk: Talk): Promise<boolean> => {
    const begun = turn.then(() => begin(talk));
    turn = begun.then(
      () => {},
      () => {},
    );
    return begun;
  };

  let sharing: Sharing | undefined;
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    sharing?.dispose();
    await turn;
    await running.dispose();
    http.dispose();
    await pages.dispose();
    process.exit(0);
  };
  process.on('SIGINT', () => takesInterrupt() || void end());
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  process.on('unhandledRejection', (error) =>
    console.error('ebpf-talk: unexpected error, the deck keeps running:', error),
  );

  const link = (role: Role, host: string) =>
    `http://${host}:${port}/${role === 'remote' ? 'remote' : ''}?token=${tokens[role]}`;
  const address = link('speaker', '127.0.0.1');
  if (port !== config.port) print(`port ${config.port} is in use; using ${port}`);
  print(`ready ${address}`);
  if (config.open) {
    // Every user of this machine can see the browser's command line, so it has a ticket instead of the token.
    access.ticket = new Ticket();
    openBrowser(`http://127.0.0.1:${port}/?token=${access.ticket.text}`);
  }
  if (config.share) {
    sharing = await startSharing(config.share, {
      listen: (host) => http.listen(host, port, () => Access.shared(host, port, tokens)),
      link,
      print,
    });
  }

  void running.house.plain.endLeftovers();
  await running.prepare();
}

const LEAKED =
  'warning: the speaker’s token was sent over the network, where others can read it; the deck refused it there. ' +
  'fix: restart with another --port, which makes a new token';

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}

/** Opens the speaker's browser if there is a display; a browser refuses to run as root. */
function openBrowser(address: string): void {
  if (process.getuid?.() === 0 || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) return;
  spawn('xdg-open', [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
