// Makes a plain text of a demo's casts, for people who read instead of watching.
import type { Cast, CastEvent } from '../../protocol/cast.ts';
import type { Demo } from '../../protocol/demo.ts';
import { Screen } from '../terminal/screen.ts';

/** Without this byte order mark, browsers don't recognise the file as UTF-8. */
const UTF8_MARK = '\uFEFF';

/** The events of all panes from one step's marker to the next. */
type Part = { step: string; from: number; until: number; events: (CastEvent & { pane: string })[] };

/**
 * The transcript: a heading with date and kernel, then for each step the new rows of each pane. Rows are as a terminal
 * shows them, without escape sequences; a wrapped row is one line.
 * @param demo with the stage's names filled into its commands.
 * @param casts by pane, on one clock.
 */
export function transcribe(demo: Demo, casts: ReadonlyMap<string, Cast>): string {
  const panes = demo.panes.filter(({ id }) => casts.has(id));
  const screens = new Map(
    panes.map(({ id }) => {
      const { width, height } = casts.get(id)!.header;
      return [id, new Screen(width, height, () => {})] as const;
    }),
  );
  const show = (events: Part['events']) => {
    for (const event of events) {
      if (event.kind === 'output') screens.get(event.pane)!.write(Buffer.from(event.data));
    }
  };
  const texts = () => new Map([...screens].map(([id, screen]) => [id, screen.text()]));

  const { before, parts } = cutAtSteps(casts);
  const lines = [...heading(demo, casts, parts)];
  show(before);
  for (const [index, part] of parts.entries()) {
    const earlier = texts();
    show(part.events);
    const later = texts();
    const step = demo.steps.find(({ id }) => id === part.step);
    lines.push('', '', `${index + 1}. ${step?.label ?? part.step}, at ${clock(part.from)}`);
    if (step?.edit) lines.push(`   in the file ${titleOf(demo, step.pane)}, whose text is on the slide`);
    else if (step) lines.push(`   in the terminal ${titleOf(demo, step.pane)}: ${step.command}`);
    for (const { id, title } of panes) {
      const rows = newRows(earlier.get(id)!, later.get(id)!);
      if (rows.length === 0) continue;
      const last = part.events.findLast((event) => event.pane === id)!;
      lines.push(
        '',
        `   ${title}, until ${clock(last.at)}:`,
        '',
        ...rows.map((row) => `     ${row}`.trimEnd()),
      );
    }
  }
  for (const screen of screens.values()) screen.dispose();
  return `${UTF8_MARK}${lines.join('\n')}\n`;
}

function heading(demo: Demo, casts: ReadonlyMap<string, Cast>, parts: readonly Part[]): string[] {
  const { timestamp, kernel, commit } = [...casts.values()][0]!.header;
  const names = demo.panes.filter(({ id }) => casts.has(id)).map(({ title }) => title);
  const terminals = names.length === 1 ? `terminal ${names[0]}` : `terminals ${names.join(' and ')}`;
  return [
    `${demo.title}: transcript of a recording`,
    '',
    `What the ${terminals} showed in a real run, step by step.`,
    'Times are minutes and seconds since the recording began.',
    '',
    `Recorded  ${new Date(timestamp * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `Kernel    Linux ${kernel}`,
    ...(commit ? [`Commit    ${commit}`] : []),
    `Length    ${clock(parts.at(-1)?.until ?? 0)}`,
  ];
}

/** Events of all panes in order of time, cut where steps begin. */
function cutAtSteps(casts: ReadonlyMap<string, Cast>): { before: Part['events']; parts: Part[] } {
  const events = [...casts]
    .flatMap(([pane, { events }]) => events.map((event) => ({ ...event, pane })))
    .sort((a, b) => a.at - b.at);
  const before: Part['events'] = [];
  const parts: Part[] = [];
  for (const event of events) {
    const part = parts.at(-1);
    if (part) part.until = event.at;
    if (event.kind === 'output') (part?.events ?? before).push(event);
    else if (!parts.some(({ step }) => step === event.data)) {
      parts.push({ step: event.data, from: event.at, until: event.at, events: [] });
    }
  }
  return { before, parts };
}

/** The rows from the first changed one on; that one is the prompt, now with its command. */
function newRows(before: string, after: string): string[] {
  if (before === after) return [];
  const [old, rows] = [before.split('\n'), after.split('\n')];
  const first = rows.findIndex((row, i) => row !== old[i]);
  return first < 0 ? [] : rows.slice(first);
}

function titleOf(demo: Demo, pane: string): string {
  return [...demo.panes, ...demo.files].find(({ id }) => id === pane)?.title ?? pane;
}

/** `1:05`, to the nearest second. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
