// Machines on which terminals or temporary files can't be had: the deck opens, with one line a demo and a fix that works.
import { afterEach, expect } from 'vitest';
import { type Deck, endDecks, ROOT, startDeck } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';

afterEach(endDecks);

/** Starts the deck after root has done something to a private view of this machine. */
function startAfter(script: string, env: NodeJS.ProcessEnv = process.env): Promise<Deck> {
  const inside = `cd ${ROOT}; ${script}\ncd ${ROOT}; exec ${process.execPath} start.mjs "$@"`;
  const command = ['unshare', '--mount', '--propagation', 'private', 'sh', '-ec', inside, 'sh'];
  return startDeck(['--port', '4290'], { command, env });
}

/** The lines about the demos, once there is one for each; the deck must serve. */
async function verdicts(deck: Deck): Promise<string[]> {
  for (const demo of ['process-tracker', 'ping-monitor'])
    await deck.line(new RegExp(`^(not )?live ${demo}(:|$)`));
  expect((await fetch(`http://127.0.0.1:${deck.port}/healthz`)).status).toBe(200);
  return deck.lines.filter((line) => /^(not )?live /.test(line)).toSorted();
}

itAsRoot.each([
  [
    'missing',
    'mount -t tmpfs tmpfs node_modules/@lydell',
    /could not find the binary package.*; fix: npm ci --include=optional$/,
  ],
  [
    'on a disk without exec',
    'mount --bind . .; cd .; mount -o remount,bind,noexec .',
    /failed to map segment.*; fix: move the project to a disk that is mounted without noexec$/,
  ],
])("node-pty's native package is %s", async (_, script, reason) => {
  const deck = await startAfter(script);
  const seen = await verdicts(deck);
  expect(seen).toEqual([0, 1].map(() => expect.stringMatching(reason)));
  expect(seen[0]).toMatch(/^not live ping-monitor: no terminal can be opened: /);
  expect(await deck.end()).toBe(0);
  expect(deck.lines.filter((line) => /^\s+at /.test(line))).toEqual([]);
});

itAsRoot.each([
  [
    'read-only',
    'mount -t tmpfs -o ro tmpfs /tmp',
    /Read-only file system; fix: (sudo mount .*), then npm start$/,
  ],
  ['full', 'mount -t tmpfs -o size=8k tmpfs /tmp', /No space left on device; fix: make room in \/tmp: /],
])('/tmp is %s', async (_, script, reason) => {
  const deck = await startAfter(script);
  expect(await verdicts(deck)).toEqual(['live process-tracker', expect.stringMatching(reason)]);
  const line = deck.lines.find((line) => reason.test(line))!;
  expect(await deck.end()).toBe(0);
  const [, fix] = reason.exec(line)!;
  if (fix === undefined) return;
  const again = await startAfter(`${script}; ${fix}`);
  expect(await verdicts(again)).toEqual(['live ping-monitor', 'live process-tracker']);
  expect(await again.end()).toBe(0);
});

itAsRoot('TMPDIR is not there', async () => {
  const deck = await startAfter('', { ...process.env, TMPDIR: '/nonexistent' });
  expect(await verdicts(deck)).toEqual(['live ping-monitor', 'live process-tracker']);
  expect(deck.lines.filter((line) => /TMPDIR/.test(line))).toEqual([
    expect.stringMatching(
      /^ebpf-talk: warning: TMPDIR is no use, \/tmp is used instead: ENOENT.*nonexistent/,
    ),
  ]);
  expect(await deck.end()).toBe(0);
});

itAsRoot("root's /run is read-only: the deck opens all the same", async () => {
  const { XDG_RUNTIME_DIR: _, ...env } = process.env;
  const deck = await startAfter('mount --bind /run /run; mount -o remount,bind,ro /run', env);
  expect(await verdicts(deck)).toEqual(
    [0, 1].map(() => expect.stringMatching(/EROFS.*; fix: sudo mount -o remount,rw \/run, then npm start$/)),
  );
  await deck.line(/^warning: after a restart its pages must be opened anew, by the new address: EROFS/);
  expect(await deck.end()).toBe(0);
});
