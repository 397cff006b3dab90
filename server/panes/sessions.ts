// The sessions of all panes, in the lab or without root: started when needed, ended when no page needs them.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Demo } from '../../protocol/demo.ts';
import { Listeners } from '../../protocol/listeners.ts';
import { keyOf, type Reason } from '../../protocol/pane.ts';
import type { Talk } from '../../protocol/talk.ts';
import { namedPath } from '../../talk/place.ts';
import { which } from '../system/which.ts';
import type { Session } from '../terminal/session.ts';
import { isAtRest } from './at-rest.ts';
import { paneEnv } from './pane-env.ts';
import { type Try, tryInPane } from './pane-try.ts';
import { type ShellGround, startShell } from './shell-start.ts';

/**
 * How many shells may run at once. A talk has some ten panes; each costs half a dozen processes. For one more, a shell
 * at rest that no page shows is let go.
 */
export const MAX_SESSIONS = 32;

/** How many shells may run or be ending. Rapid resets run into this limit. */
export const MAX_SHELLS = 48;

export class Sessions {
  private readonly sessions = new Map<string, Session>();
  private readonly grace = new Map<Session, NodeJS.Timeout>();
  /** Since when no page has shown it, in ms of performance.now(). */
  private readonly unseen = new Map<Session, number>();
  /** Sessions whose shells were let go; they keep their screens. */
  private readonly letGo = new WeakSet<Session>();
  private readonly watching = new WeakMap<Session, number>();
  private readonly listeners = new Listeners<[session: Session]>();
  /** Identifies this run of the server, so that a page that reconnects after a restart learns of it. */
  private readonly run = randomBytes(6).toString('hex');
  private started = 0;

  constructor(
    private readonly options: ShellGround & {
      talk: Talk;
      /** How long a session lives without a page, in ms. */
      graceMs: number;
      /** Whether a step runs, or is about to run, in a pane. */
      inUse: (demo: string, pane: string) => boolean;
      /** Gets a line that the speaker should read. */
      note: (line: string) => void;
    },
  ) {}

  get count(): number {
    const running = (session: Session) => !session.ended && !this.letGo.has(session);
    return [...this.sessions.values()].filter(running).length;
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
   * @throws Error when there is no such pane, or it needs root and there is no lab, or there are too many shells of
   * which none can be let go.
   */
  open(demoId: string, paneId: string): Session {
    const found = this.find(demoId, paneId);
    if (found) return found;
    const demo = this.demo(demoId);
    const pane = demo.panes.find((pane) => pane.id === paneId);
    if (!pane) throw new Error(`demo ${demoId} has no pane ${paneId}`);
    this.makeRoom();
    const session = startShell(this.options, demo, pane, this.nextId());
    this.sessions.set(`${demoId}.${paneId}`, session);
    this.leave(session);
    session.watch({ typed: () => this.giveWay(session) });
    this.listeners.call(session);
    return session;
  }

  /** Tries commands once, in a pane of the demo's own that no page shows. @returns why one of them fails. */
  tryOut(demo: Demo, tries: readonly Try[]): Promise<Reason | undefined> {
    return tryInPane(this.options, demo, tries);
  }

  /** Whether a pane's shell finds this program now, or this absolute path or `file:PATH` exists. */
  finds(need: string): boolean {
    if (need.startsWith('/')) return existsSync(need);
    if (need.startsWith('file:')) {
      const path = namedPath(this.options.place, need.slice('file:'.length));
      return path !== undefined && existsSync(path);
    }
    const { PATH = '' } = paneEnv(process.env, this.options.toolchain());
    return which(need, PATH.split(':')) !== undefined;
  }

  /** Starts a new shell in a pane whose shell has ended; keeps one that still runs. */
  restart(demo: string, pane: string): Session {
    const found = this.find(demo, pane);
    if (found?.ended) this.replace(found);
    return this.open(demo, pane);
  }

  /** {@link open} for a step: a shell that was let go is started anew. */
  wake(demo: string, pane: string): Session {
    const found = this.find(demo, pane);
    if (found && this.letGo.has(found)) this.replace(found);
    return this.open(demo, pane);
  }

  /** Its screen goes only when there is room for the new one. */
  private replace(session: Session): void {
    this.makeRoom();
    this.drop(session);
  }

  /**
   * Lets a shell go when there are as many as there may be: of those that stand at their prompt, untouched, alone and
   * with no step, the one that no page has shown for longest.
   * @throws Error when there is none, or too many are still ending.
   */
  private makeRoom(): void {
    if (this.count >= MAX_SESSIONS) {
      const resting = [...this.unseen]
        .filter(([{ shell }]) => shell.state === 'prompt' && shell.typed === 'nothing')
        .filter(([{ demo, pane }]) => !this.options.inUse(demo, pane.id))
        .sort(([, a], [, b]) => a - b)
        .find(([{ pty }]) => isAtRest(pty.tty));
      if (resting) this.release(...resting);
    }
    const shells = this.options.plain.count + (this.options.lab()?.count ?? 0);
    if (this.count >= MAX_SESSIONS || shells >= MAX_SHELLS)
      throw new Error(
        `${this.count} terminals are open and ${Math.max(0, shells - this.count)} are ending, which is the limit; wait a second, or exit some that you don't need`,
      );
  }

  private release(session: Session, since: number): void {
    const minutes = Math.round((performance.now() - since) / 60_000);
    const name = keyOf(session.demo, session.pane.id);
    this.options.note(
      `${MAX_SESSIONS} terminals are open: let go the shell of ${name}, unseen for ${minutes} min; ` +
        'its screen stays, and Next or Enter there starts it anew',
    );
    this.letGo.add(session);
    clearTimeout(this.grace.get(session));
    session.finish(null);
  }

  /** Ends all sessions of a demo; the next `open` starts new ones. */
  reset(demoId: string): void {
    for (const session of [...this.sessions.values()]) if (session.demo === demoId) this.drop(session);
  }

  /** Counts a page that shows the session; while there is one, the grace time doesn't run. */
  hold(session: Session): { dispose(): void } {
    this.watching.set(session, (this.watching.get(session) ?? 0) + 1);
    clearTimeout(this.grace.get(session));
    this.unseen.delete(session);
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

  /** No page shows it: the grace time begins, also when its shell has ended; not for one that was let go. */
  private leave(session: Session): void {
    this.unseen.set(session, performance.now());
    if (this.letGo.has(session)) return;
    this.grace.set(
      session,
      setTimeout(() => this.drop(session), this.options.graceMs),
    );
  }

  dispose(): void {
    for (const session of [...this.sessions.values()]) this.drop(session);
  }

  private nextId(): string {
    return `${this.run}.${++this.started}`;
  }

  private demo(id: string): Demo {
    const demo = this.options.talk.demos.find((demo) => demo.id === id);
    if (!demo) throw new Error(`the talk has no demo ${id}`);
    return demo;
  }

  private drop(session: Session): void {
    clearTimeout(this.grace.get(session));
    this.grace.delete(session);
    this.unseen.delete(session);
    this.watching.delete(session);
    const name = keyOf(session.demo, session.pane.id);
    if (this.sessions.get(name) === session) this.sessions.delete(name);
    session.dispose();
  }
}
