// `npm run budget`: prints how long the talk takes, section by section, and fails when one misses its budget. Counts nothing itself.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildDeck } from '../deck/markdown/deck.ts';
import { type TalkTime, timeTalk } from '../deck/markdown/digest/budget.ts';
import { WORDS_A_MINUTE } from '../deck/markdown/digest/spoken.ts';
import { formatFault } from '../deck/markdown/fault.ts';
import { readTalkFolder } from '../deck/markdown/talk-folder.ts';
import { parseCast } from '../protocol/cast.ts';
import { findTalk, startedFrom } from '../talk/place.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

export async function main(argv: string[]): Promise<void> {
  try {
    const { values } = parseArgs({ args: argv, options: { talk: { type: 'string' } } });
    const place = findTalk(ROOT, values.talk, startedFrom(ROOT));
    const time = await readTime(ROOT, place);
    console.log(table(time));
    process.exit(
      time.minutes <= time.whole && time.sections.every(({ verdict }) => verdict === 'within') ? 0 : 1,
    );
  } catch (error) {
    console.error(`ebpf-talk: ${(error as Error).message}`);
    process.exit(1);
  }
}

/**
 * Reads slides and recordings and times them. A demo takes as long as its recording, which is a real run without
 * anybody's pauses.
 * @throws Error with the faults of the slides, file and line.
 */
export async function readTime(root: string, place = findTalk(root, undefined, root)): Promise<TalkTime> {
  const { source, faults } = await readTalkFolder(place);
  const { deck, faults: more } = source ? buildDeck(source) : { deck: undefined, faults: [] };
  const all = [...faults, ...more];
  if (!source || !deck || all.length > 0) throw new Error(all.map(formatFault).join('\n'));
  return timeTalk(source.talk, deck.notes, recordedSeconds(place.casts));
}

/** Seconds from the first marker of a demo's casts to their last event, by demo. */
function recordedSeconds(dir: string): Map<string, number> {
  const spans = new Map<string, { from: number; to: number }>();
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.cast')) : [];
  for (const name of names) {
    const { events } = parseCast(readFileSync(path.join(dir, name), 'utf8'), name);
    const demo = name.split('.')[0]!;
    const span = spans.get(demo) ?? { from: Number.POSITIVE_INFINITY, to: 0 };
    const first = events.find(({ kind }) => kind === 'marker')?.at ?? Number.POSITIVE_INFINITY;
    spans.set(demo, { from: Math.min(span.from, first), to: Math.max(span.to, events.at(-1)?.at ?? 0) });
  }
  return new Map([...spans].map(([demo, { from, to }]) => [demo, Math.max(0, to - from)]));
}

function table({ sections, minutes, whole }: TalkTime): string {
  const rows = sections.map((section) => [
    section.title,
    String(section.slides),
    String(section.words),
    `${section.demoSeconds.toFixed(0)} s`,
    `${section.minutes.toFixed(1)} min`,
    section.budget.min === section.budget.max
      ? `${section.budget.max} min`
      : `${section.budget.min}–${section.budget.max} min`,
    section.verdict,
  ]);
  const all = [['section', 'slides', 'words said', 'demos', 'takes', 'budget', ''], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row.map((cell, column) => (column ? cell.padStart(widths[column]!) : cell.padEnd(widths[0]!))).join('  '),
  );
  return [
    ...lines,
    `The whole takes ${minutes.toFixed(1)} of ${whole} minutes: notes at ${WORDS_A_MINUTE} words a minute, demos as recorded.`,
  ].join('\n');
}
