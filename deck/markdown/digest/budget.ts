// Compares the talk's time with its budgets: its spoken words at a speaking pace, plus the time of its demos.
import type { Talk } from '../../../protocol/talk.ts';
import type { DeckNote } from '../deck.ts';
import { WORDS_A_MINUTE } from './spoken.ts';

/** How far a section may be outside its budget: a tenth of it. */
const TOLERANCE = 0.1;

export type SectionTime = {
  id: string;
  title: string;
  slides: number;
  words: number;
  /** Seconds that the demos on this section's slides take, without the speaker's pauses. */
  demoSeconds: number;
  minutes: number;
  /** Minutes, from talk.ts. */
  budget: { min: number; max: number };
  verdict: 'within' | 'short' | 'long';
};

export type TalkTime = {
  sections: SectionTime[];
  minutes: number;
  /** How long the talk may take, in minutes. */
  whole: number;
};

/** @param demoSeconds seconds by demo id; a demo counts in the section of the first slide that shows it. */
export function timeTalk(
  talk: Pick<Talk, 'sections' | 'minutes'>,
  notes: readonly DeckNote[],
  demoSeconds: ReadonlyMap<string, number>,
): TalkTime {
  const counted = new Set<string>();
  const sections = talk.sections.map(({ id, title, budget }): SectionTime => {
    const own = notes.filter((note) => note.section === id);
    const words = own.reduce((sum, note) => sum + note.words, 0);
    let seconds = 0;
    for (const demo of own.flatMap((note) => note.demos)) {
      if (counted.has(demo)) continue;
      counted.add(demo);
      seconds += demoSeconds.get(demo) ?? 0;
    }
    const minutes = words / WORDS_A_MINUTE + seconds / 60;
    const short = minutes < budget.min * (1 - TOLERANCE);
    const long = minutes > budget.max * (1 + TOLERANCE);
    const verdict = short ? 'short' : long ? 'long' : 'within';
    return { id, title, slides: own.length, words, demoSeconds: seconds, minutes, budget, verdict };
  });
  return {
    sections,
    minutes: sections.reduce((sum, section) => sum + section.minutes, 0),
    whole: talk.minutes ?? sections.reduce((sum, section) => sum + section.budget.max, 0),
  };
}
