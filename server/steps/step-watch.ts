// Watches the output of a step's command until the step is met or unmet.
import type { Step } from '../../protocol/demo.ts';
import type { Session } from '../terminal/session.ts';
import type { Bounds } from './bounds.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { ForegroundSight } from './foreground.ts';
import { promptOf } from './prepared-line.ts';
import { Question } from './question.ts';
import type { ShellEvents } from './shell-events.ts';
import { StepOutput } from './step-output.ts';

/** Output is searched at most once in this time, in ms: while it floods, each search costs as much as parsing it. */
const LOOK_MS = 20;

/** How much of a line of output a reason shows, in characters. */
const LINE_CHARS = 160;

/** `instead`: what a person ran in place of the command. `runs`: the time is over, and the command still runs. */
export type StepEnd = {
  state: 'met' | 'unmet' | 'skipped';
  why?: string | undefined;
  instead?: string;
  runs?: boolean;
};

const MET: StepEnd = { state: 'met' };
export const ENDED: StepEnd = { state: 'unmet', why: 'the shell has ended' };

/** Whether a pane can take a step now: at the shell's prompt, or where the step's `ready` matches. */
export function isReady(session: Session, sight: ForegroundSight, step: Step, bounds: Bounds): boolean {
  if (step.ready === 'prompt') return promptOf(session, sight, bounds) !== undefined;
  return session.shell.state === 'running' && step.ready.test(session.cursorLine());
}

export class StepWatch {
  private output = new StepOutput();
  /** Whether output came since it was searched. */
  private news = false;
  /** Whether the step's own pane has shown what it expects there. */
  private shown = false;
  /** Whether a line of the output was one that `ends` it. */
  private closed = false;
  /** What has become of the command, and when, once it is over. */
  private over: { end: StepEnd; at: number } | undefined;
  /** The cursor's line at Enter: the command. */
  private entered = '';
  /** When the foreground was looked at. */
  private sighted = 0;
  private readonly question: Question;

  constructor(
    private readonly session: Session,
    private readonly step: Step,
    private readonly events: ShellEvents,
    private readonly sight: ForegroundSight,
    private readonly bounds: Bounds,
    private readonly elsewhere: Elsewhere,
  ) {
    this.question = new Question(session, bounds.question);
  }

  /** More output. */
  add(bytes: Uint8Array): void {
    this.output.add(bytes);
    this.news = true;
  }

  /** Enter comes next: what was printed before does not count. */
  begin(): void {
    this.output = new StepOutput();
    this.entered = this.session.cursorLine();
    this.elsewhere.begin();
  }

  /** Whether the shell has started a command since then. */
  get started(): boolean {
    return this.output.started;
  }

  /** The shell started nothing: a comment, or a mistake that it has printed. */
  notRun(before: number | null): StepEnd {
    const printed = this.output.printed();
    const failed = this.session.shell.status !== before && this.session.shell.status !== 0;
    const { expect } = this.step;
    if (expect ? !expect.test(printed) : failed) return unmet(printed || 'the shell ran nothing');
    return this.elsewhere.seen ? MET : unmet(...this.elsewhere.words);
  }

  /** @param prompts how many prompts there were when the command was entered. */
  async end(prompts: number): Promise<StepEnd> {
    const { session, step } = this;
    let end: StepEnd | undefined;
    let looked = 0;
    const done = () => {
      const now = performance.now();
      const marked = session.shell.prompts !== prompts || session.ended;
      if (!marked && now - looked < LOOK_MS) return false;
      looked = now;
      end = this.look(marked, now);
      return end !== undefined;
    };
    this.news = true;
    await this.events.until(done, step.timeoutMs, LOOK_MS);
    if (end) return end;
    if (session.ended) return this.shown ? unmet(...this.elsewhere.words) : ENDED;
    return { ...this.late(), runs: session.shell.prompts === prompts };
  }

  /** @param marked whether a mark, or the shell's end, says that the command is over. */
  private look(marked: boolean, now: number): StepEnd | undefined {
    const { elsewhere, bounds } = this;
    this.search();
    const end = this.over?.end ?? this.overNow(marked, now);
    if (end) this.over ??= { end, at: now };
    const own = this.shown ? MET : end;
    if (own?.state !== 'met') return own && { ...own, why: [own.why, ...elsewhere.words].join('; ') };
    if (elsewhere.seen) return MET;
    const waited = this.over ? now - this.over.at : 0;
    return waited < bounds.elsewhere ? undefined : unmet(...elsewhere.words);
  }

  private search(): void {
    if (!this.news) return;
    this.news = false;
    const { expect, ends } = this.step;
    this.shown ||= expect !== undefined && this.shows(expect);
    this.closed ||= ends !== undefined && this.output.lines().some((line) => ends.test(line));
  }

  private shows(expect: RegExp): boolean {
    return expect.test(this.output.text()) || expect.test(this.session.cursorLine());
  }

  /** What has become of the command by itself, if it is over, or can't go on. */
  private overNow(marked: boolean, now: number): StepEnd | undefined {
    const { session, step } = this;
    if (session.ended) return ENDED;
    if (marked) return this.byStatus(session.shell.status ?? 0);
    if (this.closed || this.isBack())
      return step.expect ? unmet('it ended without what it should print', this.last()) : MET;
    const asked = this.question.unanswered(now);
    if (asked !== undefined) return unmet(`it asks: ${asked}`);
    return this.isUp(now) ? MET : undefined;
  }

  /** Whether the prompt behind which the command was typed is there again. */
  private isBack(): boolean {
    const { session, step, sight, bounds } = this;
    if (step.ready === 'prompt' || this.output.empty || session.quietMs < bounds.quiet) return false;
    return session.cursorLine() !== this.entered && isReady(session, sight, step, bounds);
  }

  /**
   * Whether a command that is expected to print nothing has done what it does, and no mark tells: it waits for keys, as
   * a program that has started, or as a shell that prints no marks any more.
   */
  private isUp(now: number): boolean {
    const { session, step, sight, bounds } = this;
    if (step.expect || step.ready !== 'prompt' || this.question.open) return false;
    if (now - this.sighted < bounds.quiet || session.quietMs < bounds.quiet) return false;
    this.sighted = now;
    // Until something has come, at least the end of its line, nobody has read the Enter.
    if (this.output.empty) return false;
    const foreground = sight.look(session.shell.pid);
    return foreground.is !== 'unknown' && foreground.waits();
  }

  private byStatus(status: number): StepEnd {
    const { expect } = this.step;
    if (expect) return unmet(`it ended with status ${status}, without what it should print`, this.last());
    return status === 0 ? MET : unmet(`it ended with status ${status}`, this.last());
  }

  /** Why it is not met when its time is over. */
  private late(): StepEnd {
    const { step, elsewhere } = this;
    const time = seconds(step.timeoutMs);
    if (this.shown) return unmet(...elsewhere.words);
    const what = step.expect
      ? `what it should print did not come within ${time}`
      : `it has not ended within ${time}`;
    return unmet(what, this.last() ?? 'it printed nothing', ...elsewhere.words);
  }

  /** The line that ends it, or else the last one. */
  private last(): string | undefined {
    const lines = this.output.lines();
    const line =
      lines.findLast((line) => this.step.ends?.test(line)) ?? lines.findLast((line) => line.trim() !== '');
    return line && `it printed: ${line.trim().slice(0, LINE_CHARS)}`;
  }
}

function unmet(...why: (string | undefined)[]): StepEnd {
  return { state: 'unmet', why: why.filter((part) => part !== undefined).join('; ') };
}

export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
