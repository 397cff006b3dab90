// One run of a step: waits for the pane, types, presses Enter, watches the output until it is met or unmet.
import { stripVTControlCharacters } from 'node:util';
import type { Step } from '../../protocol/demo.ts';
import type { StepState } from '../../protocol/step.ts';
import type { Session } from '../terminal/session.ts';
import { Typing } from './typing.ts';

/** How long a starting or interrupted shell may take until its prompt, in ms. */
const PROMPT_MS = 8000;

/** How long to wait before the next Ctrl-C, in ms. */
const INTERRUPT_MS = 700;

/** Output is searched at most once in this time, in ms. */
const LOOK_MS = 20;

/** How much output `expect` is matched against, in characters; the newest counts. */
const OUTPUT_CHARS = 256 * 1024;

const START_MARK = '\x1b]133;C;';
const CTRL_C = '\x03';
/** In readline: deletes from the cursor back to the line's start, so that text typed by hand is not in the way. */
const CTRL_U = '\x15';

export class StepRun {
  private readonly watch: { dispose(): void };
  private typing: Typing | undefined;
  private timer: NodeJS.Timeout | undefined;
  private again: NodeJS.Timeout | undefined;
  private look: NodeJS.Timeout | undefined;
  private phase: 'waiting' | 'typing' | 'entered' | 'running' | 'over' = 'waiting';
  private readonly output = new Recent(OUTPUT_CHARS);
  private rush = false;
  private readonly decoder = new TextDecoder();

  /** @param change called with `running`, then `met` or `unmet`; the caller itself has set `typing`. */
  constructor(
    private readonly session: Session,
    private readonly step: Step,
    private readonly change: (state: StepState) => void,
  ) {
    this.watch = session.watch({
      settled: () => this.settled(),
      output: (bytes) => this.collect(bytes),
      mark: (mark) => {
        if (mark.kind === 'start') this.started();
        if (mark.kind === 'end' && this.phase === 'running') this.ended(mark.status);
        if (mark.kind === 'prompt') queueMicrotask(() => this.settled());
      },
      exit: () => this.over('unmet'),
    });
    this.timer = setTimeout(() => this.over('unmet'), PROMPT_MS);
    if (step.interrupt) this.interrupt();
    this.settled();
  }

  /** Whether the pane can take the step now or in a moment. */
  static canBegin(session: Session, step: Step): boolean {
    return isReady(session, step) || session.shell.state === 'starting' || step.interrupt;
  }

  /** Types the rest at once; if a prefilled command is complete, presses Enter. */
  complete(): void {
    if (this.phase === 'entered' && this.step.run === 'prefill') return this.enter();
    this.rush = true;
    this.typing?.complete();
  }

  dispose(): void {
    this.phase = 'over';
    clearTimeout(this.timer);
    clearTimeout(this.again);
    clearTimeout(this.look);
    this.typing?.dispose();
    this.watch.dispose();
  }

  /** Repeats Ctrl-C until the prompt comes, since one between two programs of a command line is lost. */
  private interrupt(): void {
    if (this.phase !== 'waiting' || isReady(this.session, this.step)) return;
    if (this.session.shell.state === 'running') this.session.input(CTRL_C);
    this.again = setTimeout(() => this.interrupt(), INTERRUPT_MS);
  }

  private settled(): void {
    if (this.phase === 'waiting' && isReady(this.session, this.step)) this.type();
    // While output floods, each search costs as much as parsing it.
    if (this.phase === 'running') this.look ??= setTimeout(() => this.check(), LOOK_MS);
  }

  private type(): void {
    this.phase = 'typing';
    clearTimeout(this.timer);
    // Always at a prompt: keys typed before it are not tracked, and may be on the line.
    if (this.session.touched || this.step.ready === 'prompt') this.session.input(CTRL_U);
    this.typing = new Typing(
      this.step.command,
      this.step.keysPerSecond,
      (key) => this.session.input(key),
      () => {
        this.phase = 'entered';
        if (this.step.run === 'auto') this.enter();
      },
    );
    if (this.rush) this.typing.complete();
  }

  private enter(): void {
    this.output.clear();
    this.session.input('\r');
    // Over ssh and in a nested shell there is no mark at the start of a command.
    if (this.step.ready !== 'prompt') this.started();
  }

  private started(): void {
    if (this.phase !== 'entered') return;
    this.phase = 'running';
    this.timer = setTimeout(() => this.over(this.step.expect ? 'unmet' : 'met'), this.step.timeoutMs);
    this.change('running');
  }

  private collect(bytes: Uint8Array): void {
    if (this.phase !== 'running' && this.phase !== 'entered') return;
    this.output.add(this.decoder.decode(bytes, { stream: true }));
  }

  private check(): void {
    clearTimeout(this.look);
    this.look = undefined;
    if (this.phase !== 'running') return;
    const { expect } = this.step;
    if (expect) {
      const text = stripVTControlCharacters(this.sinceStart()).replaceAll('\r', '');
      if (expect.test(text) || expect.test(this.session.cursorLine())) this.over('met');
    } else if (this.step.ready !== 'prompt' && !this.output.empty && isReady(this.session, this.step)) {
      this.over('met');
    }
  }

  /** Output comes in larger pieces than it is parsed in, so this cuts off the echo before the start mark. */
  private sinceStart(): string {
    const output = this.output.text();
    const mark = output.indexOf(START_MARK);
    return mark < 0 ? output : output.slice(output.indexOf('\x07', mark) + 1);
  }

  private ended(status: number): void {
    this.check();
    if (this.phase === 'running') this.over(this.step.expect || status !== 0 ? 'unmet' : 'met');
  }

  private over(state: 'met' | 'unmet'): void {
    if (this.phase === 'over') return;
    this.dispose();
    this.change(state);
  }
}

function isReady(session: Session, step: Step): boolean {
  if (step.ready === 'prompt') return session.shell.state === 'prompt';
  return session.shell.state === 'running' && step.ready.test(session.cursorLine());
}

/** The newest text of a stream, joined only when it is read, since output may flood. */
class Recent {
  private readonly pieces: string[] = [];
  private chars = 0;

  constructor(private readonly most: number) {}

  get empty(): boolean {
    return this.chars === 0;
  }

  add(text: string): void {
    if (text === '') return;
    this.pieces.push(text);
    this.chars += text.length;
    while (this.chars - this.pieces[0]!.length >= this.most) this.chars -= this.pieces.shift()!.length;
  }

  text(): string {
    return this.pieces.join('').slice(-this.most);
  }

  clear(): void {
    this.pieces.length = 0;
    this.chars = 0;
  }
}
