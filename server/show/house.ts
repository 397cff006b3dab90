// Makes what a talk's demos need, their sessions, files, workspaces and steps, and ends them in order.
import type { Talk } from '../../protocol/talk.ts';
import { namedPath, type TalkPlace } from '../../talk/place.ts';
import type { Checker } from '../documents/check.ts';
import { Documents } from '../documents/documents.ts';
import type { LabClient } from '../panes/lab-client.ts';
import { PlainPanes } from '../panes/plain-panes.ts';
import { Sessions } from '../panes/sessions.ts';
import { Workspaces } from '../panes/workspaces.ts';
import { TemplateCopy } from '../stage/template-copy.ts';
import { Steps } from '../steps/steps.ts';

/** The lab and the toolchain, which may appear and disappear while panes run. */
export type Ground = {
  readonly lab: LabClient | undefined;
  /** Environment of the toolchain for panes: PATH and what cargo needs; empty while there is no toolchain. */
  toolchainEnv(): Record<string, string>;
  dispose(): Promise<void>;
};

export type HouseOptions = {
  place: TalkPlace;
  talk: Talk;
  ground: Ground;
  /** How long a session lives without a page, in ms. */
  graceMs: number;
  /** Compiles what editors save; without it nothing is checked. */
  checker?: Checker;
  /** Whether git in panes gets the talk's template from its own address, and cargo may use the network. */
  upstream?: boolean;
  /** Called with each line that the speaker should read. */
  note(line: string): void;
};

export type House = {
  sessions: Sessions;
  documents: Documents;
  steps: Steps;
  workspaces: Workspaces;
  plain: PlainPanes;
  /** Undefined where git gets the template from its own address, or there is none. */
  template: TemplateCopy | undefined;
  /** Ends everything, and the ground; resolves when no process is left. */
  dispose(): Promise<void>;
};

export function openHouse({
  place,
  talk,
  ground,
  graceMs,
  checker,
  upstream = false,
  note,
}: HouseOptions): House {
  const template = upstream ? undefined : templateOf(place, talk);
  const gitEnv = () => (upstream ? { CARGO_NET_OFFLINE: 'false' } : template?.env());
  const plain = new PlainPanes(note);
  const workspaces = new Workspaces(place.root, talk, note);
  const sessions = new Sessions({
    place,
    talk,
    lab: () => ground.lab,
    plain,
    toolchain: () => ({ ...ground.toolchainEnv(), ...gitEnv() }),
    graceMs,
    workspaces,
    inUse: (demo, pane) =>
      steps
        .view()
        .some(
          (step) =>
            step.demo === demo &&
            step.pane === pane &&
            (step.state === 'typing' || step.state === 'running' || step.held !== undefined),
        ),
    note,
  });
  const documents = new Documents(place, talk, (demo) => workspaces.open(demo)?.dir, checker);
  const steps: Steps = new Steps(talk, (demo, pane) => sessions.wake(demo, pane), documents, {
    finds: (need) => sessions.finds(need),
    has: (demo, path) => workspaces.has(demo, path),
  });
  return {
    sessions,
    documents,
    steps,
    workspaces,
    plain,
    template,
    async dispose() {
      steps.dispose();
      documents.dispose();
      sessions.dispose();
      await Promise.all([plain.dispose(), ground.dispose()]);
      workspaces.dispose();
    },
  };
}

/** The copy that stands in for the talk's template; a path needs none. */
function templateOf(place: TalkPlace, { template, stage }: Talk): TemplateCopy | undefined {
  const folder = template ? namedPath(place, template) : undefined;
  if (folder === undefined || !/:\/\/|@/.test(stage.template)) return undefined;
  return new TemplateCopy(place.root, folder, stage.template);
}
