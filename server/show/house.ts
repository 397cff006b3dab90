// Makes what a talk's demos need, their sessions, files, workspaces and steps, and ends them in order.
import type { Talk } from '../../protocol/talk.ts';
import type { TalkPlace } from '../../talk/place.ts';
import type { Checker } from '../documents/check.ts';
import { Documents } from '../documents/documents.ts';
import type { LabClient } from '../panes/lab-client.ts';
import { PlainPanes } from '../panes/plain-panes.ts';
import { Sessions } from '../panes/sessions.ts';
import { Workspaces } from '../panes/workspaces.ts';
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
  /** Called with each line that the speaker should read. */
  note(line: string): void;
};

export type House = {
  sessions: Sessions;
  documents: Documents;
  steps: Steps;
  workspaces: Workspaces;
  plain: PlainPanes;
  /** Ends everything, and the ground; resolves when no process is left. */
  dispose(): Promise<void>;
};

export function openHouse({ place, talk, ground, graceMs, checker, note }: HouseOptions): House {
  const plain = new PlainPanes(note);
  const workspaces = new Workspaces(place.root, talk, note);
  const sessions = new Sessions({
    place,
    talk,
    lab: () => ground.lab,
    plain,
    toolchain: () => ground.toolchainEnv(),
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
    async dispose() {
      steps.dispose();
      documents.dispose();
      sessions.dispose();
      await Promise.all([plain.dispose(), ground.dispose()]);
      workspaces.dispose();
    },
  };
}
