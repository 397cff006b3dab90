import { expect, it } from 'vitest';
import { build } from '../sample.ts';
import { timeTalk } from './budget.ts';
import { WORDS_A_MINUTE } from './spoken.ts';

const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');
const demo = '```terminal demo=echo pane=left\n```';
const slide = (attributes: string, body: string, count: number) =>
  `<!-- .slide: ${attributes} -->\n# One\n\n${body}\n\nNote:\n**Say:** ${words(count)}\n`;

it('counts a demo once, in the section that shows it first', async () => {
  const { talk, notes } = await build(
    slide('data-section="intro"', '', WORDS_A_MINUTE),
    slide('data-section="demo"', demo, WORDS_A_MINUTE / 2),
    slide('', demo, 0),
  );
  const { sections, minutes } = timeTalk(talk, notes, new Map([['echo', 30]]));
  expect(sections.map(({ id, minutes, verdict }) => ({ id, minutes, verdict }))).toEqual([
    { id: 'intro', minutes: 1, verdict: 'within' },
    { id: 'demo', minutes: 1, verdict: 'within' },
  ]);
  expect(minutes).toBe(2);
});

it('calls a section short or long when it misses its budget by more than a tenth', async () => {
  const verdict = async (count: number) => {
    const { talk, notes } = await build(slide('data-section="intro"', '', count));
    return timeTalk(talk, notes, new Map()).sections[0]!.verdict;
  };
  expect(await verdict(WORDS_A_MINUTE * 0.89)).toBe('short');
  expect(await verdict(WORDS_A_MINUTE * 0.91)).toBe('within');
  expect(await verdict(WORDS_A_MINUTE * 2.19)).toBe('within');
  expect(await verdict(WORDS_A_MINUTE * 2.21)).toBe('long');
});
