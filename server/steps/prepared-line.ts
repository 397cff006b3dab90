// A prepared command on a shell's line: put there, compared with what really stands there, thrown away.

import type { Place } from '../terminal/screen.ts';
import type { Session } from '../terminal/session.ts';
import type { PaneShell } from '../terminal/shell.ts';
import type { Bounds } from './bounds.ts';
import type { ForegroundSight } from './foreground.ts';
import type { ShellEvents } from './shell-events.ts';
import { Typing } from './typing.ts';

/** How many times Ctrl-C is sent to clear a line: in quoted insert, the first one is inserted. */
const CLEARS = 4;

const CTRL_C = '\x03';
/** In readline: to the end of the line, and deletes all before it. */
const DISCARD = '\x05\x15';
/** In readline and in zsh: the next character is inserted as it is. */
const QUOTED_INSERT = '\x16';

/** `marked`: the shell prints its marks. `bare`: it has lost them, and only the kernel shows that it waits for a line. */
export type Prompt = 'marked' | 'bare';

/** What a shell's line can be read from now; undefined while it takes no command. */
export function promptOf(session: Session, sight: ForegroundSight, bounds: Bounds): Prompt | undefined {
  const { state, pid } = session.shell;
  if (state === 'prompt') return sight.look(pid).is === 'program' ? undefined : 'marked';
  if (state !== 'running' || session.quietMs < bounds.quiet) return undefined;
  const foreground = sight.look(pid);
  return foreground.is === 'shell' && foreground.waits() ? 'bare' : undefined;
}

export class PreparedLine {
  private typing: Typing | undefined;
  private place: Place | undefined;
  private rush = false;
  /** Whether the deck has typed something on the line. */
  private begun = false;
  /** Prompts, further lines and hands when typing began; when one changes, the line is no longer only the deck's. */
  private before = { prompts: 0, asked: 0, hands: 0 };

  constructor(
    private readonly session: Session,
    private readonly events: ShellEvents,
    private readonly sight: ForegroundSight,
    private readonly command: string,
    private readonly bounds: Bounds,
  ) {}

  /** Types the rest at once, now and later. */
  complete(): void {
    this.rush = true;
    this.typing?.complete();
  }

  dispose(): void {
    this.typing?.dispose();
    this.place?.dispose();
  }

  /**
   * Throws away what others have typed since the prompt. Sends nothing to an untouched line, to another program, or
   * while an Enter is on its way.
   * @returns whether the line is empty, at the prompt.
   */
  async clear(prompt: Prompt): Promise<boolean> {
    if (prompt === 'bare') return this.clearBare();
    const { session, events, bounds } = this;
    const { shell } = session;
    if (shell.typed === 'early' && (await this.read()) === '' && shell.typed === 'early' && !shell.continues)
      shell.empty();
    for (let sent = 0; !isEmpty(shell); sent++) {
      const { prompts } = shell;
      const moved = () => shell.prompts !== prompts || shell.state !== 'prompt';
      // It may be about to start what a person has just entered, or to print another prompt.
      if (shell.leaves && sent === 0) await events.until(moved, bounds.answer);
      if (shell.state !== 'prompt' || this.sight.look(shell.pid).is === 'program') return false;
      if (isEmpty(shell)) break;
      if (sent >= CLEARS) return this.discard();
      session.type(CTRL_C);
      await events.until(moved, bounds.answer);
    }
    return shell.state === 'prompt';
  }

  /**
   * @param quoted which keys a shell is told to take as they are; a program behind `ready` may not know that.
   * @returns false when something interfered: a prompt came, or somebody else typed.
   */
  async type(keysPerSecond: number, quoted: Quoted, atOnce = false): Promise<boolean> {
    const { session, events } = this;
    const { prompts, asked, hands } = session.shell;
    this.before = { prompts, asked, hands };
    this.place?.dispose();
    this.place = session.place();
    let typed = false;
    this.begun = true;
    this.typing = new Typing(
      keysOf(this.command, quoted),
      keysPerSecond,
      (key) => session.type(key),
      () => {
        typed = true;
        events.look();
      },
    );
    if (atOnce || this.rush) this.typing.complete();
    const over = await events.until(() => typed || !this.alone, Number.POSITIVE_INFINITY);
    this.typing.dispose();
    this.typing = undefined;
    return over && this.alone;
  }

  /** Whether nobody has typed, and no other prompt has come, since the deck began to type. */
  get alone(): boolean {
    const { prompts, asked, hands } = this.session.shell;
    const { before } = this;
    return prompts === before.prompts && asked === before.asked && hands === before.hands;
  }

  /**
   * Has the deck's own bash, whose prompt was changed, print its marks again, from its next prompt on.
   * @returns whether such a prompt has come; false for another shell.
   */
  async marksAgain(): Promise<boolean> {
    const { session, events, bounds, sight } = this;
    const { shell } = session;
    const { prompts } = shell;
    for (let sent = 0; sent < 2 && sight.isOwnBash(shell.pid); sent++) {
      await this.read();
      session.type(CTRL_C);
      if (await events.until(() => shell.prompts !== prompts, bounds.answer)) return true;
    }
    return false;
  }

  /** Whether exactly the command stands on the line. If so, nothing can come in between until this task ends. */
  async isAsPrepared(prompt: Prompt): Promise<boolean> {
    const { shell } = this.session;
    const { hands } = shell;
    if (prompt === 'marked') {
      const line = await this.read();
      // A Ctrl-C that came in between may still be on its way, and would take a part of the line with it.
      const untouched = shell.state === 'prompt' && !shell.continues && shell.hands === hands;
      if (line !== undefined) return line === this.command && untouched;
    }
    const there = () => this.isCommand(this.shown());
    if (!(await this.events.until(there, this.bounds.answer))) return false;
    await this.drawAgain();
    return this.alone && promptOf(this.session, this.sight, this.bounds) === prompt && there();
  }

  /**
   * What the screen shows since the deck began to type: the command, which a person may have changed. Undefined when
   * that place is gone.
   */
  shown(): string | undefined {
    return this.place && this.session.textSince(this.place);
  }

  /** Whether a text from the screen is the command. */
  isCommand(shown: string | undefined): boolean {
    return shown !== undefined && plain(shown) === plain(this.command);
  }

  /** The whole line, also what stands right of the cursor; undefined when the shell doesn't answer. */
  private async read(): Promise<string | undefined> {
    const { shell } = this.session;
    const { count } = shell.line;
    const { prompts, state } = shell;
    this.session.askForLine();
    const told = () => shell.line.count > count || shell.prompts !== prompts || shell.state !== state;
    await this.events.until(told, this.bounds.answer);
    return shell.line.count > count && shell.prompts === prompts ? shell.line.text : undefined;
  }

  /** Empties the line of a shell that takes no interrupt. */
  private async discard(): Promise<boolean> {
    this.session.type(DISCARD);
    if ((await this.read()) !== '' || this.session.shell.continues) return false;
    this.session.shell.empty();
    return true;
  }

  /** The screen may show what the terminal has echoed and the shell has never read; what it draws is what it has. */
  private async drawAgain(): Promise<void> {
    const { session, events, bounds } = this;
    for (const higher of [true, false]) {
      const { received } = session;
      session.seemsHigher(higher);
      await events.until(() => session.received > received, bounds.answer);
    }
    await events.until(() => session.quietMs >= bounds.quiet, bounds.answer + bounds.quiet, bounds.quiet / 4);
  }

  /** Without marks, an empty line is one that looks the same, a row lower, after another Ctrl-C. */
  private async clearBare(): Promise<boolean> {
    const { session, events, bounds } = this;
    if (!session.shell.touched && !this.begun) return true;
    let before = '';
    for (let sent = 0; sent < CLEARS; sent++) {
      const place = session.place();
      session.type(CTRL_C);
      const there = () => promptOf(session, this.sight, bounds) === 'bare';
      const lower = () => (place && session.textSince(place)?.includes('\n')) === true && there();
      const moved = await events.until(lower, bounds.answer + bounds.quiet, bounds.quiet / 4);
      place?.dispose();
      const line = session.cursorLine();
      if (moved && line === before) {
        session.shell.empty();
        this.begun = false;
        return true;
      }
      before = moved ? line : '';
    }
    return false;
  }
}

function isEmpty({ typed }: PaneShell): boolean {
  return typed === 'nothing';
}

/** `controls`: keys that the shell would act on, such as a tab. `all`: the shell may have bound letters to something. */
type Quoted = 'none' | 'controls' | 'all';

const QUOTED = { none: /^$/, controls: /[\x00-\x1f\x7f]/, all: /[\x00-\x7f]/ };

/** One key a character. */
function keysOf(command: string, quoted: Quoted): string[] {
  return [...command].map((key) => (QUOTED[quoted].test(key) ? QUOTED_INSERT + key : key));
}

/** Without the difference between blanks, which a screen does not show. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
