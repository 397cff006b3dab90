// Where a talk's demos live: their sessions, files, folders and steps, and the order in which they end.
import type { Talk } from '../../protocol/talk.ts';
import type { TalkPlace } from '../../talk/place.ts';
import type { Checker } from '../documents/check.ts';
import { Documents } from '../documents/documents.ts';
import type { LabClient } from '../panes/lab-client.ts';
import { PlainPanes } from '../panes/plain-panes.ts';
import { Sessions } from '../panes/sessions.ts';
import { Workspaces } from '../panes/workspaces.ts';
import { Steps } from './steps.ts';

/** What stands behind the panes; it may come and go while they live. */
export type Ground = {
  readonly lab: LabClient | undefined;
  /** Environment of the toolchain for panes: PATH and what cargo needs; empty while there is none. */
  toolchainEnv(): Record<string, string>;
  dispose(): Promise<void>;
};

export type HouseOptions = {
  place: TalkPlace;
  talk: Talk;
  ground: Ground;
  /** How long a session lives on without a page, in ms. */
  graceMs: number;
  /** Compiles what is saved in editors; nothing does without it. */
  checker?: Checker;
  /** Gets what the speaker should know, a line at a time. */
  note(line: string): void;
};

export type House = {
  sessions: Sessions;
  documents: Documents;
  steps: Steps;
  workspaces: Workspaces;
  plain: PlainPanes;
  /** Ends all of it and the ground; settles when no process is left. */
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
  });
  const documents = new Documents(place, talk, (demo) => workspaces.open(demo)?.dir, checker);
  const steps = new Steps(talk, (demo, pane) => sessions.open(demo, pane), documents, {
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
