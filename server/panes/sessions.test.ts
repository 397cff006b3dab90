// Sessions on real terminals: how long they live without a page, and how many there may be.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { parseTalk } from '../../protocol/talk.ts';
import { findTalk } from '../../talk/place.ts';
import type { Session } from '../terminal/session.ts';
import { PlainPanes } from './plain-panes.ts';
import { MAX_SESSIONS, MAX_SHELLS, Sessions } from './sessions.ts';
import { Workspaces } from './workspaces.ts';

const ROOT = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const open: { sessions: Sessions; plain: PlainPanes }[] = [];

/** Panes with a step. */
const inUse = new Set<string>();
const lines: string[] = [];

function make(graceMs: number, panes = 2): { sessions: Sessions; plain: PlainPanes } {
  const talk = parseTalk(
    {
      title: 'Terminals',
      sections: [{ id: 'all', title: 'All', budget: { min: 0, max: 1 } }],
      demos: [
        {
          id: 'plain',
          title: 'Plain',
          needs: [],
          panes: Array.from({ length: panes }, (_, n) => ({
            id: `p${n}`,
            title: `p${n}`,
            cols: 40,
            rows: 4,
            cwd: '.',
          })),
          steps: [],
        },
      ],
    },
    'talk.ts',
  );
  const plain = new PlainPanes(() => {});
  const place = findTalk(ROOT, 'tests/support/plain', ROOT);
  const sessions = new Sessions({
    place,
    talk,
    lab: () => undefined,
    plain,
    toolchain: () => ({}),
    workspaces: new Workspaces(ROOT, talk, () => {}),
    graceMs,
    inUse: (_, pane) => inUse.has(pane),
    note: (line) => lines.push(line),
  });
  open.push({ sessions, plain });
  return { sessions, plain };
}

afterEach(async () => {
  inUse.clear();
  lines.length = 0;
  for (const { sessions, plain } of open.splice(0)) {
    sessions.dispose();
    await plain.dispose();
  }
});

const living = (session: Session) => {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${session.pty.pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

async function until(done: () => boolean, ms = 15_000): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end && !done(); ) await sleep(10);
  return done();
}

it('pauses a flood in one pane for a moment when a key comes in another', async () => {
  const { sessions } = make(5000);
  const [one, two] = [sessions.open('plain', 'p0'), sessions.open('plain', 'p1')];
  await until(() => one.shell.state === 'prompt' && two.shell.state === 'prompt');
  const pauses = vi.spyOn(two.pty, 'pause');
  one.input('a');
  expect(pauses).not.toHaveBeenCalled();

  two.input('yes\r');
  // On a busy machine the program may just not be running.
  expect(await until(() => two.received > 1_000_000 && two.floods)).toBe(true);
  expect(pauses).not.toHaveBeenCalled();
  one.input('b');
  expect(pauses).toHaveBeenCalledTimes(1);
  const before = two.received;
  expect(await until(() => two.received > before + 1_000_000)).toBe(true);
  two.input('\u0003');
  expect(await until(() => two.shell.state === 'prompt')).toBe(true);
});

it('ends a session after its grace time without a page, not before', async () => {
  const { sessions, plain } = make(400);
  const session = sessions.open('plain', 'p0');
  const hold = sessions.hold(session);
  await sleep(700);
  expect(session.ended).toBe(false);
  hold.dispose();
  await sleep(200);
  // A page that comes back in time finds the same shell.
  const again = sessions.hold(session);
  await sleep(600);
  expect(sessions.find('plain', 'p0')).toBe(session);
  expect(living(session)).toBe(true);
  again.dispose();
  again.dispose();
  expect(await until(() => session.ended)).toBe(true);
  expect(sessions.find('plain', 'p0')).toBeUndefined();
  expect(await until(() => !living(session) && plain.count === 0)).toBe(true);
});

it('ends a session that no page has ever shown', async () => {
  const { sessions } = make(200);
  const session = sessions.open('plain', 'p0');
  expect(await until(() => session.ended)).toBe(true);
  expect(sessions.find('plain', 'p0')).toBeUndefined();
});

it('forgets a session whose shell has ended and that no page shows', async () => {
  const { sessions } = make(300);
  const session = sessions.open('plain', 'p0');
  const hold = sessions.hold(session);
  session.input('exit 4\n');
  expect(await until(() => session.ended)).toBe(true);
  await sleep(400);
  expect(sessions.find('plain', 'p0')).toBe(session);
  hold.dispose();
  expect(await until(() => sessions.find('plain', 'p0') === undefined)).toBe(true);
});

it('refuses one shell too many while none is at rest, and starts it when there is room', async () => {
  const { sessions, plain } = make(60_000, MAX_SHELLS + 1);
  for (let n = 0; n < MAX_SESSIONS; n++) sessions.open('plain', `p${n}`);
  // All of them are still starting.
  expect(() => sessions.open('plain', `p${MAX_SESSIONS}`)).toThrow(
    /^32 terminals are open and 0 are ending, which is the limit; wait a second/,
  );
  // One that is open already does not count again.
  expect(sessions.open('plain', 'p0').ended).toBe(false);
  sessions.reset('plain');
  // All of them are still ending.
  for (let n = 0; n < MAX_SHELLS - MAX_SESSIONS; n++) sessions.open('plain', `p${n}`);
  expect(() => sessions.open('plain', 'p40')).toThrow(/^16 terminals are open and 32 are ending, .* limit/);
  expect(await until(() => plain.count === MAX_SHELLS - MAX_SESSIONS, 5000)).toBe(true);
  expect(sessions.open('plain', 'p40').ended).toBe(false);
  expect(lines).toEqual([]);
}, 20_000);

it('lets go the shell at rest that was unseen for longest, keeps its screen, and starts it anew at need', async () => {
  const { sessions, plain } = make(60_000, MAX_SESSIONS + 12);
  const shells = Array.from({ length: MAX_SESSIONS }, (_, n) => sessions.open('plain', `p${n}`));
  expect(await until(() => shells.every(({ shell }) => shell.state === 'prompt'), 15_000)).toBe(true);
  const run = async (n: number, command: string, shown: RegExp) => {
    shells[n]!.input(`${command}\r`);
    expect(await until(() => shown.test(shells[n]!.text()) && shells[n]!.shell.typed === 'nothing')).toBe(
      true,
    );
  };
  // Seen; a step; a job; a stopped one; a detached one; half a line; a program in the foreground.
  const seen = sessions.hold(shells[0]!);
  inUse.add('p1');
  await run(2, 'sleep 600 & echo a$((40 + 2))', /a42\n/);
  await run(3, 'sleep 600 & kill -STOP $!; echo a$((40 + 2))', /a42\n/);
  await run(4, '(setsid sleep 600 &); echo a$((40 + 2))', /a42\n/);
  shells[5]!.input('half a line');
  shells[6]!.input('sleep 600\r');
  expect(await until(() => shells[6]!.shell.state === 'running')).toBe(true);
  await run(8, 'echo kept $((40 + 2))', /kept 42\n/);
  // The first one at rest was seen just now, so that another one has been unseen for longer.
  sessions.hold(shells[7]!).dispose();

  const more = sessions.open('plain', `p${MAX_SESSIONS}`);
  expect(more.ended).toBe(false);
  expect(lines).toEqual([
    '32 terminals are open: let go the shell of plain.p8, unseen for 0 min; its screen stays, and Next or Enter there starts it anew',
  ]);
  expect(await until(() => shells[8]!.ended && !living(shells[8]!))).toBe(true);
  // A page that is reloaded finds the screen.
  expect(sessions.find('plain', 'p8')).toBe(shells[8]);
  sessions.hold(shells[8]!).dispose();
  expect(sessions.find('plain', 'p8')!.text()).toMatch(/kept 42\n/);
  expect(shells.filter(({ ended }) => ended)).toEqual([shells[8]]);

  // The panes of many slides, one after the other: each finds room.
  for (let n = 1; n < 10; n++) {
    const next = sessions.open('plain', `p${MAX_SESSIONS + n}`);
    expect(await until(() => next.shell.state === 'prompt')).toBe(true);
  }
  expect(shells.slice(0, 7).filter(({ ended }) => ended)).toEqual([]);
  expect(shells.filter(({ ended }) => ended)).toHaveLength(10);
  expect(sessions.count).toBe(MAX_SESSIONS);

  const anew = sessions.wake('plain', 'p8');
  expect(anew).not.toBe(shells[8]);
  expect(await until(() => anew.shell.state === 'prompt')).toBe(true);
  expect(sessions.wake('plain', 'p8')).toBe(anew);
  expect(sessions.wake('plain', 'p2')).toBe(shells[2]);
  expect(await until(() => plain.count === MAX_SESSIONS, 5000)).toBe(true);
  seen.dispose();
}, 60_000);

it('keeps the screen of a shell that was let go beyond the grace time', async () => {
  const { sessions } = make(1500, MAX_SESSIONS + 1);
  const shells = Array.from({ length: MAX_SESSIONS }, (_, n) => sessions.open('plain', `p${n}`));
  const holds = shells.slice(1).map((session) => sessions.hold(session));
  expect(await until(() => shells[0]!.shell.state === 'prompt')).toBe(true);
  sessions.open('plain', `p${MAX_SESSIONS}`);
  expect(await until(() => shells[0]!.ended)).toBe(true);
  sessions.hold(shells[0]!).dispose();
  await sleep(2000);
  expect(sessions.find('plain', 'p0')).toBe(shells[0]);
  for (const hold of holds) hold.dispose();
}, 20_000);

it('finds programs, absolute paths, and files of the project and of the talk', () => {
  const { sessions } = make(60_000);
  const there = ['bash', '/bin/bash', 'file:package.json', 'file:./talk.ts', 'file:server/panes'];
  for (const need of there) expect(sessions.finds(need), need).toBe(true);
  const missing = [
    'no-such-program',
    '/no/such',
    'file:talk.ts',
    'file:./package.json',
    'file:../../../etc/passwd',
  ];
  for (const need of missing) expect(sessions.finds(need), need).toBe(false);
});
