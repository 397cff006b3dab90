// Sessions on real terminals: how long they live without a page, and how many there may be.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { parseTalk } from '../../protocol/talk.ts';
import { findTalk } from '../../talk/place.ts';
import type { Session } from '../terminal/session.ts';
import { PlainPanes } from './plain-panes.ts';
import { MAX_SESSIONS, Sessions } from './sessions.ts';
import { Workspaces } from './workspaces.ts';

const ROOT = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const open: { sessions: Sessions; plain: PlainPanes }[] = [];

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
  });
  open.push({ sessions, plain });
  return { sessions, plain };
}

afterEach(async () => {
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

async function until(done: () => boolean, ms = 3000): Promise<boolean> {
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

it('refuses one session too many, and starts it when there is room', async () => {
  const { sessions, plain } = make(60_000, MAX_SESSIONS + 1);
  for (let n = 0; n < MAX_SESSIONS; n++) sessions.open('plain', `p${n}`);
  expect(() => sessions.open('plain', `p${MAX_SESSIONS}`)).toThrow(
    /^32 terminals .* the limit; wait a second$/,
  );
  // One that is open already does not count again.
  expect(sessions.open('plain', 'p0').ended).toBe(false);
  sessions.reset('plain');
  // All of them are still ending.
  expect(() => sessions.open('plain', 'p0')).toThrow(/the limit/);
  expect(await until(() => plain.count === 0, 5000)).toBe(true);
  expect(sessions.open('plain', 'p0').ended).toBe(false);
}, 20_000);
