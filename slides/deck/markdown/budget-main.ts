// `npm run budget`: prints how long the talk takes, section by section, and fails when one misses its budget. Counts nothing itself.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCast } from '../../../protocol/cast.ts';
import { type TalkTime, timeTalk } from './budget.ts';
import { buildDeck } from './deck.ts';
import { formatFault } from './fault.ts';
import { WORDS_A_MINUTE } from './spoken.ts';
import { readTalkFolder } from './talk-folder.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** A talk of this length leaves nobody waiting for the next one, in minutes. */
const WHOLE = 25;

export async function main(argv: string[]): Promise<void> {
  if (argv.length > 0) {
    console.error(`npm run budget takes no arguments, not ${argv[0]}`);
    process.exit(2);
  }
  try {
    const time = await readTime(ROOT);
    console.log(table(time));
    process.exit(time.minutes < WHOLE && time.sections.every(({ verdict }) => verdict === 'within') ? 0 : 1);
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
export async function readTime(root: string): Promise<TalkTime> {
  const { source, faults } = await readTalkFolder(root, path.join(root, 'slides'));
  const { deck, faults: more } = source ? buildDeck(source) : { deck: undefined, faults: [] };
  const all = [...faults, ...more];
  if (!deck || all.length > 0) throw new Error(all.map(formatFault).join('\n'));
  return timeTalk(deck.talk, deck.notes, recordedSeconds(path.join(root, 'public/casts')));
}

/** Seconds from the first marker of a demo's casts to their last event, by demo. */
function recordedSeconds(dir: string): Map<string, number> {
  const spans = new Map<string, { from: number; to: number }>();
  for (const name of readdirSync(dir).filter((name) => name.endsWith('.cast'))) {
    const { events } = parseCast(readFileSync(path.join(dir, name), 'utf8'), name);
    const demo = name.split('.')[0]!;
    const span = spans.get(demo) ?? { from: Number.POSITIVE_INFINITY, to: 0 };
    const first = events.find(({ kind }) => kind === 'marker')?.at ?? Number.POSITIVE_INFINITY;
    spans.set(demo, { from: Math.min(span.from, first), to: Math.max(span.to, events.at(-1)?.at ?? 0) });
  }
  return new Map([...spans].map(([demo, { from, to }]) => [demo, Math.max(0, to - from)]));
}

function table({ sections, minutes }: TalkTime): string {
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
    `The whole takes ${minutes.toFixed(1)} of ${WHOLE} minutes: notes at ${WORDS_A_MINUTE} words a minute, demos as recorded.`,
  ].join('\n');
}
