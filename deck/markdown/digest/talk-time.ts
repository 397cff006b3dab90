// The time that a talk takes, from its slides' notes and its recordings.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCast } from '../../../protocol/cast.ts';
import type { TalkPlace } from '../../../talk/place.ts';
import { buildDeck } from '../deck.ts';
import { formatFault } from '../fault.ts';
import { readTalkFolder } from '../talk-folder.ts';
import { type TalkTime, timeTalk } from './budget.ts';

/**
 * Reads slides and recordings and times them. A demo takes as long as its recording: a real run without the speaker's
 * pauses.
 * @throws Error with the faults of the slides, each with file and line.
 */
export async function readTime(place: TalkPlace): Promise<TalkTime> {
  const { source, faults } = await readTalkFolder(place);
  const { deck, faults: more } = source ? await buildDeck(source) : { deck: undefined, faults: [] };
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
