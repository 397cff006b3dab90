// What a step expects to see in other panes of its demo, in what they print after its Enter.
import type { Step } from '../../protocol/demo.ts';
import type { Session } from '../terminal/session.ts';
import { StepOutput } from './step-output.ts';

type Watched = {
  pane: string;
  pattern: RegExp;
  output: StepOutput;
  /** Whether output came since it was searched. */
  news: boolean;
  seen: boolean;
  watch: { dispose(): void };
};

export class Elsewhere {
  private readonly watched: Watched[];

  /** @param sessions the session of each pane that `expectIn` names. */
  constructor(expectIn: Step['expectIn'] = {}, sessions: ReadonlyMap<string, Session> = new Map()) {
    this.watched = Object.entries(expectIn).map(([pane, pattern]) => {
      const output = (bytes: Uint8Array) => {
        watched.output.add(bytes);
        watched.news = true;
      };
      const watch = sessions.get(pane)!.watch({ output });
      const watched: Watched = { pane, pattern, output: new StepOutput(), news: false, seen: false, watch };
      return watched;
    });
  }

  /** Enter comes next: what was printed before does not count. */
  begin(): void {
    for (const watched of this.watched) {
      watched.output = new StepOutput();
      watched.news = watched.seen = false;
    }
  }

  /** Whether every other pane has shown what it should. */
  get seen(): boolean {
    this.look();
    return this.watched.every(({ seen }) => seen);
  }

  /** What is and what isn't there, in words; empty for a step that expects nothing elsewhere. */
  get words(): string[] {
    this.look();
    return this.watched.map(({ pane, pattern, seen }) =>
      seen ? `${pane} showed ${pattern}` : `${pane} did not show ${pattern}`,
    );
  }

  dispose(): void {
    for (const { watch } of this.watched) watch.dispose();
  }

  private look(): void {
    for (const watched of this.watched) {
      if (watched.seen || !watched.news) continue;
      watched.news = false;
      watched.seen = watched.pattern.test(watched.output.whole());
    }
  }
}
