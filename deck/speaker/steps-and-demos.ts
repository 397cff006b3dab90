// The demos as only the speaker sees them: each step's real state, which demos are ready, and the fixes.
import type { PublicDemo, PublicTalk } from '../../protocol/public-talk.ts';
import { element } from '../page/element.ts';
import type { ToSpeaker } from '../windows/messages.ts';

export type Status = Extract<ToSpeaker, { t: 'status' }>;

const MARKS: Record<Status['steps'][number]['state'], string> = {
  waiting: '',
  typing: 'typing',
  running: 'running',
  met: 'met',
  unmet: 'not as expected',
  skipped: 'skipped',
};

/** Shows the steps of the demo on the slide and, below them, every demo's readiness. */
export function showStepsAndDemos(
  root: HTMLElement,
  talk: PublicTalk,
  status: Status,
  demo: string | null,
): void {
  const parts: HTMLElement[] = [];
  const current = talk.demos.find((d) => d.id === demo);
  if (current) parts.push(heading(current.title), stepList(current, status));
  parts.push(heading('Demos'), readinessList(talk, status));
  root.replaceChildren(...parts);
}

function stepList(demo: PublicDemo, status: Status): HTMLElement {
  const list = element('ol', 'speaker-steps');
  for (const step of demo.steps) {
    const known = status.steps.find((s) => s.demo === demo.id && s.step === step.id);
    const state = known?.state ?? 'waiting';
    const item = element('li', '');
    item.dataset.state = state;
    const mark = element('span', 'speaker-mark', MARKS[state]);
    // An edit has a label instead of a command.
    item.append(element('code', '', known?.command ?? (step.command || step.label)), mark);
    if (known?.why !== undefined) item.append(element('span', 'speaker-why', known.why));
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
