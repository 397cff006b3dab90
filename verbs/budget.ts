// `npm run budget`: how long each section of the talk takes, compared with its budget.
import type { TalkTime } from '../deck/markdown/digest/budget.ts';
import { WORDS_A_MINUTE } from '../deck/markdown/digest/spoken.ts';
import { placeOf, TALK } from './option.ts';
import { verb } from './verb.ts';

export default verb({
  name: 'budget',
  help: 'Estimates how long each section takes; status 1 when one misses its budget.',
  options: { talk: TALK },
  async run({ talk }) {
    const { readTime } = await import('../deck/markdown/digest/talk-time.ts');
    const time = await readTime(placeOf(talk));
    console.log(table(time));
    const within = time.sections.every(({ verdict }) => verdict === 'within');
    return within && time.minutes <= time.whole ? 0 : 1;
  },
});

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
