// Watches the output of a step's command until the step is met or unmet.
import type { Step } from '../../protocol/demo.ts';
import type { Session } from '../terminal/session.ts';
import type { Bounds } from './bounds.ts';
import type { ForegroundSight } from './foreground.ts';
import { promptOf } from './prepared-line.ts';
import type { ShellEvents } from './shell-events.ts';
import { StepOutput } from './step-output.ts';

/** Output is searched at most once in this time, in ms: while it floods, each search costs as much as parsing it. */
const LOOK_MS = 20;

/** `instead`: what a person ran in place of the command. */
export type StepEnd = { state: 'met' | 'unmet' | 'skipped'; why?: string; instead?: string };

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
  /** When the foreground was looked at. */
  private sighted = 0;

  constructor(
    private readonly session: Session,
    private readonly step: Step,
    private readonly events: ShellEvents,
    private readonly sight: ForegroundSight,
    private readonly bounds: Bounds,
  ) {}

  /** More output. */
  add(bytes: Uint8Array): void {
    this.output.add(bytes);
    this.news = true;
  }

  /** Enter comes next: what was printed before does not count. */
  begin(): void {
    this.output = new StepOutput();
  }

  /** Whether the shell has started a command since then. */
  get started(): boolean {
    return this.output.started;
  }

  /** The shell started nothing: a comment, or a mistake that it has printed. */
  notRun(before: number | null): StepEnd {
    const printed = this.output.printed();
    if (this.step.expect) {
      if (this.step.expect.test(printed)) return { state: 'met' };
      return { state: 'unmet', why: printed || 'the shell ran nothing' };
    }
    const failed = this.session.shell.status !== before && this.session.shell.status !== 0;
    return failed ? { state: 'unmet', why: printed } : { state: 'met' };
  }

  /** @param prompts how many prompts there were when the command was entered. */
  async end(prompts: number): Promise<StepEnd> {
    const { session, step } = this;
    let end: StepEnd | undefined;
    let looked = 0;
    const done = () => {
      const now = performance.now();
      const ended = session.shell.prompts !== prompts || session.ended;
      if (ended || now - looked >= LOOK_MS) {
        looked = now;
        if (this.shows()) end = { state: 'met' };
      }
      if (!end && ended) end = session.ended ? ENDED : byStatus(step, session.shell.status ?? 0);
      if (!end && this.isUp(now)) end = { state: 'met' };
      return end !== undefined;
    };
    this.news = true;
    await this.events.until(done, step.timeoutMs, LOOK_MS);
    if (end) return end;
    if (session.ended) return ENDED;
    return step.expect
      ? { state: 'unmet', why: `what it should print did not come within ${seconds(step.timeoutMs)}` }
      : { state: 'met' };
  }

  /** Whether what the step expects is there. */
  private shows(): boolean {
    const { expect } = this.step;
    if (!expect || !this.news) return false;
    this.news = false;
    return expect.test(this.output.text()) || expect.test(this.session.cursorLine());
  }

  /**
   * Whether a command that is expected to print nothing has done what it does, and no mark tells: it waits for keys, as
   * a program that has started, or as a shell that prints no marks any more.
   */
  private isUp(now: number): boolean {
    const { session, step, sight, bounds } = this;
    if (step.expect || now - this.sighted < bounds.quiet || session.quietMs < bounds.quiet) return false;
    this.sighted = now;
    // Until something has come, at least the end of its line, nobody has read the Enter.
    if (this.output.empty) return false;
    if (step.ready !== 'prompt') return isReady(session, sight, step, bounds);
    const foreground = sight.look(session.shell.pid);
    return foreground.is !== 'unknown' && foreground.waits();
  }
}

function byStatus(step: Step, status: number): StepEnd {
  if (step.expect)
    return { state: 'unmet', why: `it ended with status ${status}, without what it should print` };
  return status === 0 ? { state: 'met' } : { state: 'unmet', why: `it ended with status ${status}` };
}

export function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
