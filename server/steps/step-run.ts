// One run of a step: waits for the pane, types, presses Enter, watches the output until it is met or unmet.
import type { Step } from '../../protocol/demo.ts';
import type { Held } from '../../protocol/step.ts';
import type { Session } from '../terminal/session.ts';
import { BOUNDS, type Bounds } from './bounds.ts';
import { Elsewhere } from './elsewhere.ts';
import { ForegroundSight } from './foreground.ts';
import { PreparedLine, type Prompt, promptOf } from './prepared-line.ts';
import { Disposed, ShellEvents } from './shell-events.ts';
import { ENDED, type StepEnd, StepWatch, seconds } from './step-watch.ts';

/** How many times the command is put on the line before the step is given up: others may type at the same time. */
const ROUNDS = 3;

const CTRL_C = '\x03';
/** In readline: deletes from the cursor back to the line's start. */
const CTRL_U = '\x15';

export type StepChange =
  | { state: 'typing'; held?: Held; runs?: never }
  | { state: 'running'; instead?: string; runs?: never }
  | StepEnd;

export class StepRun {
  private readonly events: ShellEvents;
  private readonly line: PreparedLine;
  private readonly watch: StepWatch;
  /** How many times Next has asked for the rest. */
  private presses = 0;
  private taken: { dispose(): void } | undefined;

  /** @param change called with every change; the caller itself has set `typing`. */
  constructor(
    private readonly session: Session,
    private readonly step: Step,
    private readonly change: (change: StepChange) => void,
    private readonly bounds: Bounds = BOUNDS,
    private readonly sight = new ForegroundSight(session.pty.tty),
    private readonly elsewhere = new Elsewhere(),
  ) {
    this.events = new ShellEvents(session, (bytes) => this.watch.add(bytes));
    this.watch = new StepWatch(session, step, this.events, sight, bounds, elsewhere);
    this.line = new PreparedLine(session, this.events, this.sight, step.command, bounds);
    this.run().then(
      (end) => this.over(end),
      (error: unknown) => {
        if (!(error instanceof Disposed)) this.over({ state: 'unmet', why: String(error) });
      },
    );
  }

  /** Types the rest at once; if a prefilled command is complete, presses Enter. */
  complete(): void {
    this.presses++;
    this.line.complete();
    this.events.look();
  }

  dispose(): void {
    this.taken?.dispose();
    this.line.dispose();
    this.events.dispose();
    this.elsewhere.dispose();
  }

  private over(end: StepEnd): void {
    this.dispose();
    this.change(end);
  }

  private async run(): Promise<StepEnd> {
    const { session, step, line } = this;
    if (step.ready !== 'prompt') return this.behind(step.ready);
    if (step.interrupt) await this.interrupt();
    for (let round = 0; round < ROUNDS; round++) {
      let prompt = await this.prompt();
      if (!prompt) return this.noPrompt();
      this.taken = session.takeLine();
      if (prompt === 'bare' && (await line.marksAgain())) prompt = 'marked';
      const cleared = await line.clear(prompt);
      const typed =
        cleared && (await line.type(step.keysPerSecond, round > 0 ? 'all' : 'controls', round > 0));
      if (typed && step.run === 'prefill') {
        const end = await this.leave(prompt);
        if (end === 'again') round = 0;
        else if (end !== 'enter') return end;
      }
      if (typed && (await line.isAsPrepared(prompt))) return this.enter(prompt);
      this.taken.dispose();
    }
    const prompt = promptOf(session, this.sight, this.bounds);
    if (prompt) await line.clear(prompt);
    return {
      state: 'unmet',
      why: 'the line was never as prepared, so nothing was run',
    };
  }

  /** Repeats Ctrl-C until the prompt comes, since one between two programs of a command line is lost. */
  private async interrupt(): Promise<void> {
    const { session, bounds } = this;
    const until = performance.now() + bounds.prompt;
    while (session.shell.state !== 'prompt' && performance.now() < until) {
      if (session.shell.state === 'running') session.type(CTRL_C);
      await this.events.until(() => session.shell.state === 'prompt', bounds.interrupt);
      if (session.ended) return;
    }
  }

  private async prompt(): Promise<Prompt | undefined> {
    const { session, sight, bounds } = this;
    let prompt: Prompt | undefined;
    const there = () => {
      prompt = promptOf(session, sight, bounds);
      return prompt !== undefined;
    };
    return (await this.events.until(there, bounds.prompt, bounds.quiet / 4)) ? prompt : undefined;
  }

  private noPrompt(): StepEnd {
    if (this.session.ended) return ENDED;
    return { state: 'unmet', why: `no prompt came within ${seconds(this.bounds.prompt)}` };
  }

  /**
   * Leaves a prefilled line to the speaker: Enter by hand, or Next. A line that a hand has changed is the speaker's:
   * the first Next says so, and the second puts the prepared one back.
   * @returns what the deck does now, or the end of the step.
   */
  private async leave(prompt: Prompt): Promise<StepEnd | 'enter' | 'again'> {
    const { session, line, events } = this;
    const { shell } = session;
    const { prompts, starts } = shell;
    const moved = () => shell.state !== 'prompt' || shell.prompts !== prompts;
    for (let told = false; ; told = true) {
      this.taken?.dispose();
      const { presses } = this;
      let shown: string | undefined;
      const byHand = () => {
        shown = line.shown();
        return prompt === 'marked' ? moved() : shown?.includes('\n') === true;
      };
      if (!(await events.until(() => byHand() || this.presses > presses, Number.POSITIVE_INFINITY))) {
        return ENDED;
      }
      if (session.ended) return ENDED;
      if (byHand()) return this.byHand(prompt, shown, prompts, shell.starts > starts);
      this.taken = session.takeLine();
      if (line.alone || (await line.isAsPrepared(prompt))) return 'enter';
      if (told) {
        this.change({ state: 'typing' });
        return 'again';
      }
      const why = 'its line was changed by hand; the next press puts the prepared one back';
      this.change({ state: 'typing', held: { why, next: 'type' } });
    }
  }

  /**
   * A hand has entered the line, or thrown it away.
   * @param shown what stood there, and what was printed since.
   */
  private byHand(
    prompt: Prompt,
    shown: string | undefined,
    prompts: number,
    started: boolean,
  ): StepEnd | Promise<StepEnd> {
    const { shell } = this.session;
    const rows = shown?.split('\n').slice(0, this.step.command.split('\n').length).join('\n');
    if (prompt === 'marked' && !started && !shell.wasEntered) {
      return { state: 'skipped', why: 'its line was thrown away' };
    }
    const instead = this.line.isCommand(rows) ? {} : { instead: rows || 'another command' };
    // Without marks, nobody knows what became of it.
    if (prompt === 'bare' && 'instead' in instead) {
      return { state: 'unmet', why: 'its line was changed by hand', ...instead };
    }
    this.change({ state: 'running', ...instead });
    return this.watch.end(prompts);
  }

  private async enter(prompt: Prompt): Promise<StepEnd> {
    const { session, events, bounds } = this;
    const { shell } = session;
    const { prompts, asked, status } = shell;
    this.watch.begin();
    session.type('\r');
    this.taken?.dispose();
    const begun = () => shell.state !== 'prompt' || shell.prompts !== prompts || shell.asked !== asked;
    if (prompt === 'marked') await events.until(begun, bounds.start);
    if (shell.asked !== asked && shell.prompts === prompts && shell.state === 'prompt') {
      await this.line.clear('marked');
      return { state: 'unmet', why: 'the command is not complete: the shell asked for its next line' };
    }
    if (shell.prompts !== prompts && shell.state === 'prompt' && !this.watch.started)
      return this.watch.notRun(status);
    this.change({ state: 'running' });
    return this.watch.end(prompts);
  }

  /** Types behind a program or another machine's prompt: nothing there is interrupted, and what echoes is compared. */
  private async behind(ready: RegExp): Promise<StepEnd> {
    const { session, step, bounds, events, line } = this;
    const there = () => session.shell.state === 'running' && ready.test(session.cursorLine());
    if (!(await events.until(there, bounds.prompt))) {
      return session.ended
        ? ENDED
        : { state: 'unmet', why: `${ready} did not match within ${seconds(bounds.prompt)}` };
    }
    this.taken = session.takeLine();
    if (session.shell.unread) session.type(CTRL_U);
    await line.type(step.keysPerSecond, 'none');
    // What is not echoed, such as a password, can't be compared.
    const echoed = () => line.isCommand(line.shown());
    if (!(await this.isEchoed(echoed)) && (line.shown() ?? '') !== '') {
      return { state: 'unmet', why: `its line is not as prepared, so nothing was run: ${line.shown()}` };
    }
    const { prompts } = session.shell;
    if (step.run === 'prefill') {
      this.taken.dispose();
      const { presses } = this;
      const byHand = () => line.shown()?.includes('\n') === true || session.shell.prompts !== prompts;
      if (!(await events.until(() => this.presses > presses || byHand(), Number.POSITIVE_INFINITY)))
        return ENDED;
      if (!byHand() && !echoed())
        return { state: 'unmet', why: 'its line was changed by hand; nothing was run' };
    }
    this.watch.begin();
    if (!line.shown()?.includes('\n')) session.type('\r');
    this.taken.dispose();
    session.shell.empty();
    this.change({ state: 'running' });
    return this.watch.end(prompts);
  }
  /** The far machine's echo may be slow: while more of the command comes, the wait begins anew. */
  private async isEchoed(echoed: () => boolean): Promise<boolean> {
    const { events, bounds, line, step } = this;
    for (let before = -1; ; ) {
      if (await events.until(echoed, bounds.echo)) return true;
      const { length } = line.shown() ?? '';
      if (length <= Math.max(0, before) || length > step.command.length) return false;
      before = length;
    }
  }
}
