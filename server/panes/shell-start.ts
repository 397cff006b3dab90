// Starts the shell of a pane on a new terminal, in the lab or without root.
import { randomBytes } from 'node:crypto';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import type { Demo, Pane } from '../../protocol/demo.ts';
import { namedPath, type TalkPlace } from '../../talk/place.ts';
import { bashRc, endMark } from '../terminal/marks.ts';
import { openPty } from '../terminal/pty.ts';
import { Session } from '../terminal/session.ts';
import type { LabClient } from './lab-client.ts';
import { paneEnv } from './pane-env.ts';
import type { PlainPanes } from './plain-panes.ts';
import type { Workspaces } from './workspaces.ts';

/** When a terminal has no output for this long after its shell's end, in ms, it counts as stopped by Ctrl-S. */
const QUIET_MS = 500;

/** What shells stand on. */
export type ShellGround = {
  place: TalkPlace;
  lab: () => LabClient | undefined;
  /** Runs panes that need no root. */
  plain: PlainPanes;
  /** Environment of the toolchain: PATH and what cargo needs. */
  toolchain: () => Record<string, string>;
  /** The folders that demos work in. */
  workspaces: Workspaces;
};

/** A shell to start, with its whole environment and the text of its start-up file. */
type Start = { demo: Demo; pane: Pane; id: string; cwd: string; env: Record<string, string>; rc: string };

/**
 * Starts a pane's shell.
 * @param id of its session.
 * @throws Error when it needs root and there is no lab; WorkspaceRefusal when its folder can't be used.
 */
export function startShell(ground: ShellGround, demo: Demo, pane: Pane, id: string): Session {
  const nonce = newNonce();
  return start(ground, { demo, pane, id, ...surroundings(ground, demo, pane), rc: bashRc(nonce) }, nonce);
}

/**
 * Runs a script in a pane of its own, as a step's command would run, but in the project's folder: the demo's workspace
 * stays as it is.
 * @param script text of the shell's start-up file, which ends with `exit`.
 * @throws Error when it needs root and there is no lab.
 */
export function startScript(ground: ShellGround, demo: Demo, pane: Pane, script: string): Session {
  const env = paneEnv(process.env, { ...ground.toolchain(), ...pane.env });
  const id = `${demo.id}.try`;
  return start(ground, { demo, pane, id, cwd: ground.place.root, env, rc: script }, newNonce());
}

function start(ground: ShellGround, shell: Start, nonce: string): Session {
  return shell.demo.needs.includes('root')
    ? startInLab(ground, shell, nonce)
    : startPlain(ground, shell, nonce);
}

function startInLab(ground: ShellGround, { demo, pane, id, ...around }: Start, nonce: string): Session {
  const lab = ground.lab();
  if (!lab) throw new Error('the lab is not running');
  const pty = openPty(pane.cols, pane.rows);
  const session = new Session(demo.id, pane, pty, nonce, id);
  const order = { demo: demo.id, tty: pty.tty, ...around };
  const shell = pty.held().then(
    () => (session.ended ? undefined : lab.start(order, (status) => void finish(session, nonce, status))),
    () => void session.finish(null),
  );
  session.watch({ exit: () => void shell.then((started) => started?.end()) });
  return session;
}

function startPlain(ground: ShellGround, { demo, pane, id, ...around }: Start, nonce: string): Session {
  const { cols, rows } = pane;
  const shell = ground.plain.start({ cols, rows, ...around, nonce }, () => session.finish(null));
  const session: Session = new Session(demo.id, pane, shell.pty, nonce, id);
  session.watch({ exit: () => shell.end() });
  return session;
}

function surroundings(
  ground: ShellGround,
  demo: Demo,
  pane: Pane,
): { cwd: string; env: Record<string, string> } {
  const workspace = ground.workspaces.open(demo.id);
  const inside = workspace && pane.cwd === demo.workspace;
  const cwd = inside ? workspace.dir : namedPath(ground.place, pane.cwd);
  if (cwd === undefined) throw new Error(`${pane.cwd} leaves its folder`);
  return {
    cwd,
    env: paneEnv(process.env, { ...ground.toolchain(), ...workspace?.env, ...pane.env }),
  };
}

/**
 * The shell has exited: prints the end mark, with the status, after its last output, as a plain pane does. Without
 * further output, as on a terminal stopped by Ctrl-S, the mark can't arrive, and the session ends without it.
 */
async function finish(session: Session, nonce: string, status: number | null): Promise<void> {
  try {
    if (status !== null) session.pty.print(endMark(nonce, status));
  } catch {
    // The terminal is gone; `finish` handles that.
  }
  for (let before = -1; status !== null && before !== session.received; ) {
    before = session.received;
    await sleep(QUIET_MS);
    // If this process was busy, output that came meanwhile is read first.
    await immediate();
    if (session.ended) return;
  }
  session.finish(status);
}

function newNonce(): string {
  return randomBytes(16).toString('hex');
}
