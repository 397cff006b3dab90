// What one file should be after the steps so far, a way to get there at once, and a way back.

import { DECK } from '../../protocol/document.ts';
import { Listeners } from '../../protocol/listeners.ts';
import type { Checkpoint } from '../../talk/prepared.ts';
import type { WorkDocument } from './work-document.ts';

/** What the message `checkpoint` has for the speaker's page. */
export type CheckpointView = Checkpoint & {
  /** Whether there is a catch-up to take back. */
  back: boolean;
};

export class Rescue {
  private wanted = 0;
  private before: string | null = null;
  private readonly listeners = new Listeners();

  /** @param points the file's texts, starting with its first one; empty if the talk's edits don't fit. */
  constructor(
    private readonly work: WorkDocument,
    private readonly points: readonly Checkpoint[],
  ) {}

  /** Null if the talk has no checkpoints for the file. */
  view(): CheckpointView | null {
    const point = this.points[this.wanted];
    return point ? { ...point, back: this.before !== null } : null;
  }

  onChange(listener: () => void): { dispose(): void } {
    return { dispose: this.listeners.add(listener) };
  }

  /** The step that started last, null before the first; its text is the one to reach. */
  begin(step: string | null): void {
    const wanted = this.points.findIndex((point) => point.step === step);
    if (wanted < 0) return;
    this.wanted = wanted;
    // The text from before an earlier step is not what this step should go back to.
    this.before = null;
    this.listeners.call();
  }

  /**
   * Makes the file what it should be by now, and keeps the previous text.
   * @throws Error when there is no file, or no checkpoint for it.
   */
  catchUp(): void {
    const document = this.there();
    const point = this.points[this.wanted];
    if (!point) throw new Error(`the talk’s prepared edits of ${this.work.name} don’t fit it; type by hand`);
    if (document.text === point.text) return;
    this.before = document.text;
    document.become(DECK, point.text);
    this.work.save();
    this.listeners.call();
  }

  /**
   * Makes the file what it was before the last catch-up.
   * @throws Error when there was none since the last step started.
   */
  back(): void {
    const document = this.there();
    if (this.before === null) throw new Error(`there is nothing to go back to in ${this.work.name}`);
    const text = this.before;
    this.before = null;
    document.become(DECK, text);
    this.work.save();
    this.listeners.call();
  }

  dispose(): void {
    this.listeners.clear();
  }

  private there() {
    this.work.refresh();
    if (this.work.document) return this.work.document;
    throw new Error(`there is no ${this.work.name} yet; generate the project first`);
  }
}
