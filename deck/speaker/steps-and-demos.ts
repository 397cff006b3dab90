// The demos as only the speaker sees them: each step's real state, which demos are ready, and the fixes.
import type { PublicDemo, PublicTalk } from '../../protocol/public-talk.ts';
import { element } from '../page/element.ts';
import { cues, type Status } from './cues.ts';

export type { Status } from './cues.ts';

type ShownStep = Status['steps'][number];

const MARKS: Record<ShownStep['state'], string> = {
  waiting: '',
  typing: 'typing',
  running: 'running',
  met: 'met',
  unmet: 'not as expected',
  skipped: 'skipped',
};

/** The state of a step in words, and what ran in its place. */
function markOf({ state, how, held }: ShownStep): string {
  if (held) return 'held';
  if (how === 'recording') return state === 'running' ? 'recording plays' : 'recorded';
  return how === 'instead' ? `${MARKS[state]}, by a stand-in` : MARKS[state];
}

/** Shows the cues, the steps of the demo on the slide and, below them, every demo's readiness. */
export function showStepsAndDemos(
  root: HTMLElement,
  talk: PublicTalk,
  status: Status,
  demo: string | null,
): void {
  const parts: HTMLElement[] = [];
  const said = cues(talk, status);
  if (said.length > 0) {
    const list = element('ul', 'speaker-cues');
    list.append(...said.map((cue) => element('li', '', cue)));
    parts.push(list);
  }
  const current = talk.demos.find((d) => d.id === demo);
  if (current) parts.push(heading(current.title), stepList(current, status));
  parts.push(heading('Demos'), readinessList(talk, status));
  if (status.drowsy) {
    const fix = 'fix: set the system to never turn the screen off';
    parts.push(heading('The screen may turn itself off'), element('p', '', `${status.drowsy}; ${fix}`));
  }
  root.replaceChildren(...parts);
}

function stepList(demo: PublicDemo, status: Status): HTMLElement {
  const list = element('ol', 'speaker-steps');
  for (const step of demo.steps) {
    const known = status.steps.find((s) => s.demo === demo.id && s.step === step.id);
    const item = element('li', '');
    item.dataset.state = known?.state ?? 'waiting';
    const mark = element('span', 'speaker-mark', known ? markOf(known) : '');
    // An edit has a label instead of a command.
    item.append(element('code', '', known?.command ?? (step.command || step.label)), mark);
    const why = known?.held?.why ?? known?.why;
    if (why !== undefined) item.append(element('span', 'speaker-why', why));
    list.append(item);
  }
  return list;
}

function readinessList(talk: PublicTalk, status: Status): HTMLElement {
  const list = element('ul', 'speaker-readiness');
  for (const demo of talk.demos) {
    const item = element('li', '');
    const readiness = status.demos.find((d) => d.id === demo.id)?.readiness;
    const recorded = status.sources
      .filter((s) => s.demo === demo.id && s.source === 'replay')
      .map((s) => [...demo.panes, ...demo.files].find(({ id }) => id === s.pane)?.title ?? s.pane);
    item.dataset.state = readiness?.state ?? 'unknown';
    item.append(element('strong', '', demo.title), element('span', '', words(status, readiness)));
    if (readiness?.state === 'unavailable') item.append(element('code', '', readiness.fix));
    for (const { pane, why, fix } of status.failures.filter((failure) => failure.demo === demo.id))
      item.append(element('span', 'speaker-why', `${pane}: ${why}`), element('code', '', fix));
    if (recorded.length > 0) item.append(element('span', '', `recording: ${recorded.join(', ')}`));
    list.append(item);
  }
  return list;
}

function words(status: Status, readiness: Status['demos'][number]['readiness']): string {
  if (status.link === 'static') return 'no server: recordings';
  if (status.link !== 'open') return status.link;
  if (!readiness) return 'unknown';
  if (readiness.state === 'preparing') return `preparing: ${readiness.doing}`;
  if (readiness.state === 'unavailable') return readiness.why;
  return 'live';
}

function heading(text: string): HTMLElement {
  return element('h2', '', text);
}
