// The part of a talk that a browser may see. The schema of the whole is in talk.ts and demo.ts.
import type { Demo, EditedFile, Pane, Step } from './demo.ts';
import type { Section, StageNames, Talk } from './talk.ts';

/** The part of a step that the audience's browser gets: what the slide shows anyway. */
export type PublicStep = Pick<Step, 'id' | 'pane' | 'label' | 'command'>;
export type PublicFile = Pick<EditedFile, 'id' | 'title' | 'rows' | 'cols'>;
export type PublicPane = Pick<Pane, 'id' | 'title' | 'cols' | 'rows'>;
export type PublicDemo = {
  id: string;
  title: string;
  panes: PublicPane[];
  files: PublicFile[];
  steps: PublicStep[];
  failover: Demo['failover'];
};
export type PublicTalk = {
  title: string;
  subtitle: string;
  speaker: string;
  event: string;
  address?: string | undefined;
  sections: Section[];
  demos: PublicDemo[];
  /** The names that are filled into commands on the slides. */
  stage: StageNames;
};

/** The talk without what only the server needs: directories, environment, expectations. */
export function publicTalk(talk: Talk): PublicTalk {
  return {
    title: talk.title,
    subtitle: talk.subtitle,
    speaker: talk.speaker,
    event: talk.event,
    address: talk.address,
    sections: talk.sections,
    stage: talk.stage,
    demos: talk.demos.map((demo) => ({
      id: demo.id,
      title: demo.title,
      failover: demo.failover,
      panes: demo.panes.map(({ id, title, cols, rows }) => ({ id, title, cols, rows })),
      files: demo.files.map(({ id, title, cols, rows }) => ({ id, title, cols, rows })),
      steps: demo.steps.map(({ id, pane, label, command }) => ({ id, pane, label, command })),
    })),
  };
}
