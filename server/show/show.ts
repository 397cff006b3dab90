// The running show, which all pages share: sessions, steps, readiness of the demos, the deck's position.
import { Listeners } from '../../protocol/listeners.ts';
import { PROTOCOL_VERSION, type ServerMessage } from '../../protocol/message.ts';
import { keyOf, type Readiness, type Reason, type SourceView } from '../../protocol/pane.ts';
import type { Position } from '../../protocol/position.ts';
import type { Role } from '../../protocol/role.ts';
import type { StepAct, StepView } from '../../protocol/step.ts';
import type { Talk } from '../../protocol/talk.ts';
import type { Documents } from '../documents/documents.ts';
import type { Sessions } from '../panes/sessions.ts';
import type { Workspaces } from '../panes/workspaces.ts';
import type { Outcome, Steps } from '../steps/steps.ts';
import { Presses } from './presses.ts';

export type Network = 'stage' | 'lab' | 'none';

export class Show {
  private readonly listeners = new Listeners<[message: ServerMessage]>();
  private readonly demoReadiness = new Map<string, Readiness>();
  private at: Position | null = null;
  /** Panes that the speaker has switched, by their key. */
  private readonly sources = new Map<string, SourceView>();
  /** The presses of remotes. */
  readonly presses = new Presses();

  constructor(
    readonly talk: Talk,
    readonly network: Network,
    readonly sessions: Sessions,
    readonly steps: Steps,
    private readonly workspaces: Workspaces,
    readonly documents: Documents,
    /** Commands that are not as slides have them, by demo and step. */
    private readonly renamed: ReadonlyMap<string, string> = new Map(),
  ) {
    for (const demo of talk.demos) this.demoReadiness.set(demo.id, { state: 'preparing', doing: 'starting' });
    steps.onChange((view) => {
      documents.follow(view);
      this.listeners.call({ t: 'step', ...this.shown(view) });
    });
  }

  /** Calls `listener` with each message for all pages. */
  onMessage(listener: (message: ServerMessage) => void): { dispose(): void } {
    return { dispose: this.listeners.add(listener) };
  }

  welcome(role: Role): ServerMessage {
    return {
      t: 'welcome',
      version: PROTOCOL_VERSION,
      role,
      network: this.network,
      at: this.at,
      demos: [...this.demoReadiness].map(([id, readiness]) => ({ id, readiness })),
      steps: this.steps.view().map((view) => this.shown(view)),
      sources: [...this.sources.values()],
    };
  }

  readiness(demo: string): Readiness {
    return (
      this.demoReadiness.get(demo) ?? {
        state: 'unavailable',
        why: `the talk has no demo ${demo}`,
        fix: 'reload',
      }
    );
  }

  /** Why the demo's workspace can't be used; undefined when it can be, or there is none. */
  refusal(demo: string): Reason | undefined {
    return this.workspaces.refusal(demo);
  }

  /** Calls `listener` when a workspace was refused that a pane needs now. */
  onRefused(listener: () => void): { dispose(): void } {
    return this.workspaces.onRefused(listener);
  }

  setReadiness(demo: string, readiness: Readiness): void {
    const before = JSON.stringify(this.demoReadiness.get(demo));
    if (before === JSON.stringify(readiness)) return;
    this.demoReadiness.set(demo, readiness);
    this.listeners.call({ t: 'readiness', demo, readiness });
  }

  private shown(view: StepView): StepView {
    const command = this.renamed.get(keyOf(view.demo, view.step));
    return command === undefined ? view : { ...view, command };
  }

  /** Does what a page asks for with a step, if its demo is live. */
  act(demo: string, step: string, act: StepAct): Outcome {
    const readiness = this.readiness(demo);
    const asksForLive = act === 'run' || act === 'keys';
    if (readiness.state === 'live' || !asksForLive) return this.steps.act(demo, step, act);
    const why = readiness.state === 'preparing' ? `still preparing: ${readiness.doing}` : readiness.why;
    return { kind: 'held', why, next: 'recording' };
  }

  /**
   * Types the steps up to and with one that were not given live.
   * @throws Error when there is no such step, or the demo is not live.
   */
  give(demo: string, step: string): void {
    const readiness = this.readiness(demo);
    if (readiness.state !== 'live') throw new Error(`${demo} is not live`);
    this.steps.give(demo, step);
  }

  /** Where the deck is; null before a page has moved. */
  get position(): Position | null {
    return this.at;
  }

  /** A page has moved to another position. All pages get it; the one that moved ignores its own. */
  move(at: Position): void {
    this.at = at;
    this.listeners.call({ t: 'at', at });
  }

  /** The speaker switched a pane to its recording, or back. */
  choose(view: SourceView): void {
    const demo = this.talk.demos.find(({ id }) => id === view.demo);
    if (![...(demo?.panes ?? []), ...(demo?.files ?? [])].some(({ id }) => id === view.pane)) {
      throw new Error(`the talk has no pane or file ${view.pane} in a demo ${view.demo}`);
    }
    this.sources.set(keyOf(view.demo, view.pane), view);
    this.listeners.call({ t: 'source', ...view });
  }

  /**
   * Sets a file to what it should be after the steps so far, or undoes that.
   * @throws Error with the reason when it can't.
   */
  rescue(demo: string, file: string, act: 'catch-up' | 'back'): void {
    const { rescue } = this.documents.open(demo, file);
    if (act === 'back') return rescue.back();
    // Text that is still being typed would be there twice.
    this.steps.letGo(demo, file);
    try {
      rescue.catchUp();
    } catch (error) {
      this.steps.settle(demo, file, 'unmet', (error as Error).message);
      throw error;
    }
    this.steps.settle(demo, file, 'met');
  }

  /**
   * Empties the demo's workspace, ends its panes and its typing, and sets its steps back to waiting; switched panes are
   * live again.
   * @throws WorkspaceRefusal when we may not empty the folder; nothing is changed then.
   */
  reset(demo: string): void {
    this.workspaces.reset(demo);
    for (const [key, view] of this.sources) {
      if (view.demo !== demo) continue;
      this.sources.delete(key);
      this.listeners.call({ t: 'source', ...view, source: 'live' });
    }
    this.steps.reset(demo);
    this.documents.reset(demo);
    this.sessions.reset(demo);
  }
}
