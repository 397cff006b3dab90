// The sessions of all panes, in the lab or without root: started when needed, ended when no page needs them.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import type { Demo, Pane } from '../../protocol/demo.ts';
import { Listeners } from '../../protocol/listeners.ts';
import { keyOf } from '../../protocol/pane.ts';
import type { Talk } from '../../protocol/talk.ts';
import { namedPath, type TalkPlace } from '../../talk/place.ts';
import { which } from '../system/which.ts';
import { bashRc, endMark } from '../terminal/marks.ts';
import { openPty } from '../terminal/pty.ts';
import { Session } from '../terminal/session.ts';
import type { LabClient } from './lab-client.ts';
import { paneEnv } from './pane-env.ts';
import type { PlainPanes } from './plain-panes.ts';
import type { Workspaces } from './workspaces.ts';

/**
 * How many sessions there may be at once, and how many shells that are running or ending. A talk has some ten panes;
 * each costs a screen with its scrollback and half a dozen processes. Rapid resets run into this limit.
 */
export const MAX_SESSIONS = 32;

/** When a terminal has no output for this long after its shell's end, in ms, it counts as stopped by Ctrl-S. */
const QUIET_MS = 500;

export class Sessions {
  private readonly sessions = new Map<string, Session>();
  private readonly grace = new Map<Session, NodeJS.Timeout>();
  private readonly watching = new WeakMap<Session, number>();
  private readonly listeners = new Listeners<[session: Session]>();
  /** Identifies this run of the server, so that a page that reconnects after a restart learns of it. */
  private readonly run = randomBytes(6).toString('hex');
  private started = 0;

  constructor(
    private readonly options: {
      place: TalkPlace;
      talk: Talk;
      lab: () => LabClient | undefined;
      /** Runs panes that need no root. */
      plain: PlainPanes;
      /** Environment of the toolchain: PATH and what cargo needs. */
      toolchain: () => Record<string, string>;
      /** The folders that demos work in. */
      workspaces: Workspaces;
      /** How long a session lives without a page, in ms. */
      graceMs: number;
    },
  ) {}

  get count(): number {
    return [...this.sessions.values()].filter((session) => !session.ended).length;
  }

  /** Calls `listener` for each session that starts. */
  onStart(listener: (session: Session) => void): { dispose(): void } {
    return { dispose: this.listeners.add(listener) };
  }

  find(demo: string, pane: string): Session | undefined {
    return this.sessions.get(keyOf(demo, pane));
  }

  /** Whether it is the name of a session of this run of the server. */
  isOurs(id: string): boolean {
    return id.startsWith(`${this.run}.`);
  }

  /**
   * The pane's session, started when there is none. One that has ended stays as it is until `restart`.
   * If no page calls {@link hold}, it ends after the grace time.
   * @throws Error when there is no such pane, or it needs root and there is no lab, or there are too many.
   */
  open(demoId: string, paneId: string): Session {
    const found = this.find(demoId, paneId);
    if (found) return found;
    const demo = this.demo(demoId);
    const pane = demo.panes.find((pane) => pane.id === paneId);
    if (!pane) throw new Error(`demo ${demoId} has no pane ${paneId}`);
    const shells = this.options.plain.count + (this.options.lab()?.count ?? 0);
    if (Math.max(this.sessions.size, shells) >= MAX_SESSIONS) {
      throw new Error(`${MAX_SESSIONS} terminals are open or ending, which is the limit; wait a second`);
    }
    const session = demo.needs.includes('root')
      ? this.startInLab(demoId, pane)
      : this.startPlain(demoId, pane);
    this.sessions.set(`${demoId}.${paneId}`, session);
    this.leave(session);
    session.watch({ typed: () => this.giveWay(session) });
    this.listeners.call(session);
    return session;
  }

  /** Whether a pane's shell finds this program now, or this absolute path exists. */
  finds(need: string): boolean {
    if (need.startsWith('/')) return existsSync(need);
    const { PATH = '' } = paneEnv(process.env, this.options.toolchain());
    return which(need, PATH.split(':')) !== undefined;
  }

  /** Starts a new shell in a pane whose shell has ended; keeps one that still runs. */
  restart(demo: string, pane: string): Session {
    const found = this.find(demo, pane);
    if (found?.ended) this.drop(found);
    return this.open(demo, pane);
  }

  /** Ends all sessions of a demo; the next `open` starts new ones. */
  reset(demoId: string): void {
    for (const session of [...this.sessions.values()]) if (session.demo === demoId) this.drop(session);
  }

  /** Counts a page that shows the session; while there is one, the grace time doesn't run. */
  hold(session: Session): { dispose(): void } {
    this.watching.set(session, (this.watching.get(session) ?? 0) + 1);
    clearTimeout(this.grace.get(session));
    let held = true;
    return {
      dispose: () => {
        if (!held) return;
        held = false;
        const left = (this.watching.get(session) ?? 1) - 1;
        this.watching.set(session, left);
        if (left === 0 && this.find(session.demo, session.pane.id) === session) this.leave(session);
      },
    };
  }

  /** Pauses floods in other panes for a moment, so that the echo of a key in this one is fast. */
  private giveWay(to: Session): void {
    for (const session of this.sessions.values()) if (session !== to) session.giveWay();
  }

  /** No page shows it: the grace time begins, also when its shell has ended. */
  private leave(session: Session): void {
    this.grace.set(
      session,
      setTimeout(() => this.drop(session), this.options.graceMs),
    );
  }

  dispose(): void {
    for (const session of [...this.sessions.values()]) this.drop(session);
  }

  private startInLab(demo: string, pane: Pane): Session {
    const lab = this.options.lab();
    if (!lab) throw new Error('the lab is not running');
    const surroundings = this.surroundings(demo, pane);
    const nonce = newNonce();
    const pty = openPty(pane.cols, pane.rows);
    const session = new Session(demo, pane, pty, nonce, this.nextId());
    const order = { demo, tty: pty.tty, ...surroundings, rc: bashRc(nonce) };
    const shell = pty.held().then(
      () => (session.ended ? undefined : lab.start(order, (status) => void finish(session, nonce, status))),
      () => void session.finish(null),
    );
    session.watch({ exit: () => void shell.then((started) => started?.end()) });
    return session;
  }

  private startPlain(demo: string, pane: Pane): Session {
    const nonce = newNonce();
    const { cols, rows } = pane;
    const order = { cols, rows, ...this.surroundings(demo, pane), rc: bashRc(nonce), nonce };
    const shell = this.options.plain.start(order, () => session.finish(null));
    const session: Session = new Session(demo, pane, shell.pty, nonce, this.nextId());
    session.watch({ exit: () => shell.end() });
    return session;
  }

  private nextId(): string {
    return `${this.run}.${++this.started}`;
  }

  private surroundings(demo: string, pane: Pane): { cwd: string; env: Record<string, string> } {
    const workspace = this.options.workspaces.open(demo);
    const inside = workspace && pane.cwd === this.demo(demo).workspace;
    const cwd = inside ? workspace.dir : namedPath(this.options.place, pane.cwd);
    if (cwd === undefined) throw new Error(`${pane.cwd} leaves its folder`);
    return {
      cwd,
      env: paneEnv(process.env, { ...this.options.toolchain(), ...workspace?.env, ...pane.env }),
    };
  }

  private demo(id: string): Demo {
    const demo = this.options.talk.demos.find((demo) => demo.id === id);
    if (!demo) throw new Error(`the talk has no demo ${id}`);
    return demo;
  }

  private drop(session: Session): void {
    clearTimeout(this.grace.get(session));
    this.grace.delete(session);
    this.watching.delete(session);
    const name = keyOf(session.demo, session.pane.id);
    if (this.sessions.get(name) === session) this.sessions.delete(name);
    session.dispose();
  }
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
