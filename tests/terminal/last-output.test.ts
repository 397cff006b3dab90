// Programs that print and end at once, as the last program of a pane: every byte arrives, and the status.
// DECK_SHORT_PROGRAMS sets how many for each kind of pane (1,000 for the figures in docs/evidence.md).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseTalk } from '../../protocol/talk.ts';
import { LabClient } from '../../server/panes/lab-client.ts';
import { type Containment, PlainPanes } from '../../server/panes/plain-panes.ts';
import { Sessions } from '../../server/panes/sessions.ts';
import { Workspaces } from '../../server/panes/workspaces.ts';
import type { Session } from '../../server/terminal/session.ts';
import { findTalk } from '../../talk/place.ts';
import { times } from '../support/breadth.ts';
import { ROOT } from '../support/deck.ts';
import { itAsRoot } from '../support/root.ts';
import { until } from '../support/until.ts';

const TIMES = times('DECK_SHORT_PROGRAMS', 12, 36);
/** Panes at the same time. */
const SIDE_BY_SIDE = 4;
/** Most bytes of one program; a PTY's buffer holds 4 KiB to 64 KiB of them. */
const MOST = 16 * 1024;

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'deck-last-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

type Result = { lost: number; wrong: string[] };

async function shell(session: Session): Promise<void> {
  const look = () => session.ended || session.shell.state === 'prompt';
  await until(look, () => `no prompt; it shows:\n${session.text()}`, { withinMs: 20_000, everyMs: 5 });
  if (session.ended) throw new Error(`the shell has ended; it shows:\n${session.text()}`);
}

/** Starts `count` programs in one pane, one after another, each replacing a fresh shell. */
async function run(sessions: Sessions, demo: string, pane: string, count: number): Promise<Result> {
  const result: Result = { lost: 0, wrong: [] };
  for (let n = 0; n < count; n++) {
    const session = sessions.restart(demo, pane);
    const size = 1024 + Math.floor(Math.random() * (MOST - 1024));
    const status = 1 + (n % 200);
    const text = Array.from({ length: size / 8 + 1 }, (_, i) => `${n}.${i}`.padEnd(8, '-'))
      .join('')
      .slice(0, size);
    const file = join(dir, `${pane}.txt`);
    writeFileSync(file, text);
    let output = '';
    session.watch({
      output: (bytes) => {
        output += Buffer.from(bytes).toString('latin1');
      },
    });
    const exit = new Promise<number | null>((resolve) => session.watch({ exit: resolve }));
    await shell(session);
    session.input(`exec sh -c 'printf %s "$(cat ${file})"; exit ${status}'\r`);
    const got = await exit;
    // From the mark of a command's start to the mark after all of its output.
    const printed = /\x1b\]133;C;[^\x07]*\x07([^\x1b]*)/.exec(output)?.[1] ?? '';
    if (got !== status) result.wrong.push(`${pane} ${n}: status ${got} instead of ${status}`);
    if (printed !== text) {
      result.lost += Math.max(0, text.length - printed.length);
      result.wrong.push(`${pane} ${n}: ${printed.length} bytes of ${text.length}`);
    }
  }
  return result;
}

type Options = { plain: PlainPanes; lab?: LabClient };

const PANES = Array.from({ length: SIDE_BY_SIDE }, (_, n) => `p${n}`);

async function withSessions<T>(
  needs: string[],
  { plain, lab }: Options,
  use: (sessions: Sessions) => Promise<T>,
): Promise<T> {
  const talk = parseTalk(
    {
      title: 'Short programs',
      sections: [{ id: 'all', title: 'All', budget: { min: 0, max: 1 } }],
      demos: [
        {
          id: 'short',
          title: 'Short',
          needs,
          panes: PANES.map((id) => ({ id, title: id, cols: 80, rows: 24, cwd: '.' })),
          steps: [],
        },
      ],
    },
    'talk.ts',
  );
  const place = findTalk(ROOT, 'tests/support/plain', ROOT);
  const sessions = new Sessions({
    place,
    talk,
    plain,
    lab: () => lab,
    toolchain: () => ({}),
    graceMs: 600_000,
    workspaces: new Workspaces(ROOT, talk, () => {}),
    inUse: () => false,
    note: () => {},
  });
  try {
    return await use(sessions);
  } finally {
    sessions.dispose();
    await Promise.all([plain.dispose(), lab?.dispose()]);
  }
}

async function lose(name: string, needs: string[], options: Options): Promise<Result> {
  const count = Math.ceil(TIMES / SIDE_BY_SIDE);
  const each = await withSessions(needs, options, (sessions) =>
    Promise.all(PANES.map((pane) => run(sessions, 'short', pane, count))),
  );
  const lost = each.reduce((sum, { lost }) => sum + lost, 0);
  console.log(`${name}: ${count * SIDE_BY_SIDE} programs, ${lost} bytes lost`);
  return { lost, wrong: each.flatMap(({ wrong }) => wrong) };
}

function openLab(): Promise<LabClient> {
  const options = { iface: 'eno1', address: '10.0.0.70', peer: 'proxmox', demos: ['short'] };
  return LabClient.open(
    { way: 'root' },
    { network: 'stage', ...options },
    (note) => console.log(note),
    () => {},
  );
}

const NOTHING: Result = { lost: 0, wrong: [] };
const timeout = 60_000 + TIMES * 1000;
const alone = (): Containment => ({ kind: 'session', why: 'the test says so' });

it(
  `loses nothing of ${TIMES} programs in panes without root`,
  async () => {
    expect(await lose('with a process namespace', [], { plain: new PlainPanes(() => {}) })).toEqual(NOTHING);
  },
  timeout,
);

it(
  `loses nothing of ${TIMES} programs in panes without root and without a process namespace`,
  async () => {
    const plain = new PlainPanes(() => {}, alone);
    expect(await lose('without a process namespace', [], { plain })).toEqual(NOTHING);
  },
  timeout,
);

itAsRoot(
  `loses nothing of ${TIMES} programs in the lab’s panes`,
  async () => {
    const options = { plain: new PlainPanes(() => {}), lab: await openLab() };
    expect(await lose('in the lab', ['root'], options)).toEqual(NOTHING);
  },
  timeout,
);

itAsRoot(
  'waits for nobody when a terminal is stopped by Ctrl-S, and ends the pane all the same',
  async () => {
    const options = { plain: new PlainPanes(() => {}), lab: await openLab() };
    await withSessions(['root'], options, async (sessions) => {
      const session = sessions.open('short', 'p0');
      const exit = new Promise<number | null>((resolve) => session.watch({ exit: resolve }));
      await shell(session);
      session.input(`exec sh -c "echo o''n; sleep 1; exit 5"\r`);
      await until(() => /^on$/m.test(session.text()), 'the program never began');
      session.input('\x13');
      // The deck goes on meanwhile.
      let ticks = 0;
      const clock = setInterval(() => ticks++, 50);
      expect(await exit).toBe(5);
      clearInterval(clock);
      expect(ticks).toBeGreaterThan(10);
    });
  },
);
