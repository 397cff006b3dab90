// Composition root of `npm start` and `npm run dev`: one port, the show behind it, the work backstage, the signals.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openTalk } from '../talk/load.ts';
import { findTalk, startedFrom } from '../talk/place.ts';
import { Access } from './access.ts';
import { Backstage } from './backstage.ts';
import { readConfig } from './config.ts';
import { Http } from './http.ts';
import { builtPages, devPages } from './pages.ts';
import { Peer } from './peer.ts';
import { PlainPanes } from './plain-panes.ts';
import { writeRunFile } from './run-file.ts';
import { Sessions } from './sessions.ts';
import { Show } from './show.ts';
import { readStage, setStage } from './stage.ts';
import { Steps } from './steps.ts';
import { Workspaces } from './workspaces.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

export async function main(argv: string[], mode: string): Promise<void> {
  try {
    await start(argv, mode === 'dev');
  } catch (error) {
    console.error(`ebpf-talk: ${(error as Error).message}`);
    process.exit(1);
  }
}

async function start(argv: string[], dev: boolean): Promise<void> {
  const config = readConfig(argv);
  const print = (line: string) => console.log(line);
  const place = findTalk(ROOT, config.talk, startedFrom(ROOT));
  const source = await openTalk(place);
  const talk = setStage(
    source,
    config.network === 'stage' ? readStage(place.local, source.stage) : source.stage,
  );
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

  const backstage =
    config.network === 'none'
      ? undefined
      : new Backstage({
          root: ROOT,
          talk,
          network: config.network,
          interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
          print,
        });
  const plain = new PlainPanes(print);
  const workspaces = new Workspaces(ROOT, talk, print);
  const sessions = new Sessions({
    place,
    talk,
    lab: () => backstage?.lab,
    plain,
    toolchain: () => backstage?.toolchainEnv() ?? {},
    workspaces,
  });
  const steps = new Steps(talk, (demo, pane) => sessions.open(demo, pane), {
    finds: (need) => sessions.finds(need),
    has: (demo, path) => workspaces.has(demo, path),
  });
  const show = new Show(talk, config.network, sessions, steps, workspaces);
  const peers = new Set<Peer>();
  const http = new Http({
    health: () => ({ version, sessions: sessions.count, peers: http.peers }),
    connect: (socket) => {
      const peer: Peer = new Peer(socket, show, () => void peers.delete(peer));
      peers.add(peer);
    },
  });

  const port = await http.listen(config.port);
  const { token } = writeRunFile(port);
  http.access = new Access(port, token);
  const pages = dev ? await devPages(place) : await builtPages(place, print);
  http.pages = pages.pages;
  http.upgradeOther = pages.upgrade;

  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    steps.dispose();
    sessions.dispose();
    await Promise.all([plain.dispose(), backstage?.dispose()]);
    workspaces.dispose();
    http.dispose();
    await pages.dispose();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  process.on('unhandledRejection', (error) =>
    console.error('ebpf-talk: unexpected, the deck goes on:', error),
  );

  const address = `http://127.0.0.1:${port}/?token=${token}`;
  if (port !== config.port) print(`port ${config.port} is in use; taking ${port}`);
  print(`ready ${address}`);
  if (config.open) openBrowser(address);

  if (backstage) await backstage.run(show);
  else {
    const why = 'recordings were asked for with --network none';
    for (const demo of talk.demos)
      show.setReadiness(demo.id, { state: 'unavailable', why, mend: 'npm start' });
  }
}

/** Opens the speaker's own browser where there is a screen; root's would refuse to run. */
function openBrowser(address: string): void {
  if (process.getuid?.() === 0 || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) return;
  spawn('xdg-open', [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
