// The running show: what all pages share. Sessions, steps, readiness of the demos, the deck's position. No socket.
import type { Position, Readiness, ServerMessage, StepAct } from '../protocol/message.ts';
import { PROTOCOL_VERSION } from '../protocol/message.ts';
import type { Role } from '../protocol/role.ts';
import type { Talk } from '../protocol/talk.ts';
import type { Documents } from './documents/documents.ts';
import { Presses } from './presses.ts';
import type { Sessions } from './sessions.ts';
import type { Outcome, Steps } from './steps.ts';

export type Network = 'stage' | 'lab' | 'none';

export class Show {
  private readonly listeners = new Set<(message: ServerMessage) => void>();
  private readonly demoReadiness = new Map<string, Readiness>();
  private at: Position | null = null;
  /** What remotes press. */
  readonly presses = new Presses();

  constructor(
    readonly talk: Talk,
    readonly network: Network,
    readonly sessions: Sessions,
    readonly steps: Steps,
    readonly documents: Documents,
  ) {
    for (const demo of talk.demos) this.demoReadiness.set(demo.id, { state: 'preparing', doing: 'starting' });
    steps.onChange((view) => {
      documents.follow(view);
      this.tell({ t: 'step', ...view });
    });
  }

  /** Every message that is for all pages. */
  onMessage(listener: (message: ServerMessage) => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  }

  welcome(role: Role): ServerMessage {
    return {
      t: 'welcome',
      version: PROTOCOL_VERSION,
      role,
      network: this.network,
      at: this.at,
      demos: [...this.demoReadiness].map(([id, readiness]) => ({ id, readiness })),
      steps: this.steps.view(),
    };
  }

  readiness(demo: string): Readiness {
    return (
      this.demoReadiness.get(demo) ?? {
        state: 'unavailable',
        why: `the talk has no demo ${demo}`,
        mend: 'reload',
      }
    );
  }

  setReadiness(demo: string, readiness: Readiness): void {
    const before = JSON.stringify(this.demoReadiness.get(demo));
    if (before === JSON.stringify(readiness)) return;
    this.demoReadiness.set(demo, readiness);
    this.tell({ t: 'readiness', demo, readiness });
  }

  /** Does what a page asks of a step, if its demo can run now. */
  async act(demo: string, step: string, act: StepAct): Promise<Outcome> {
    const readiness = this.readiness(demo);
    if (readiness.state === 'live') return this.steps.act(demo, step, act);
    return { kind: 'refused', why: readiness.state === 'preparing' ? readiness.doing : readiness.why };
  }

  /** A page has moved; all are told, and the one that moved knows its own. */
  move(at: Position): void {
    this.at = at;
    this.tell({ t: 'at', at });
  }

  /**
   * Makes a file what it should be after the steps so far, or takes that back.
   * @throws Error saying why it can't be done.
   */
  rescue(demo: string, file: string, act: 'catch-up' | 'back'): void {
    const { rescue } = this.documents.open(demo, file);
    if (act === 'back') return rescue.back();
    // What is being typed would come twice.
    this.steps.letGo(demo, file);
    try {
      rescue.catchUp();
    } catch (error) {
      this.steps.settle(demo, file, 'unmet', (error as Error).message);
      throw error;
    }
    this.steps.settle(demo, file, 'met');
  }

  /** Ends the demo's panes, sets its steps back and lets go what was typed in its files. */
  reset(demo: string): void {
    this.steps.reset(demo);
    this.documents.reset(demo);
    this.sessions.reset(demo);
  }

  private tell(message: ServerMessage): void {
    for (const listener of [...this.listeners]) listener(message);
  }
}
