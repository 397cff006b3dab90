// The talk's notes: each slide has what a speaker needs, and the whole fits into the talk's time.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noteParts } from '../../deck/markdown/digest/spoken.ts';
import { readTime } from '../../deck/markdown/digest/talk-time.ts';
import { cutSlides } from '../../deck/markdown/slide-source.ts';
import { findTalk } from '../../talk/place.ts';
import { ROOT } from '../support/deck.ts';

it('keeps every section in its budget, and the whole under 25 minutes', async () => {
  const { sections, minutes } = await readTime(findTalk(ROOT, undefined, ROOT));
  expect(sections.map(({ id, verdict }) => [id, verdict])).toEqual(sections.map(({ id }) => [id, 'within']));
  expect(sections.filter(({ demoSeconds }) => demoSeconds > 0).map(({ id }) => id)).toEqual([
    'process-tracker',
    'ping-monitor',
  ]);
  expect(minutes).toBeLessThan(25);
});

it('has notes on every slide: what to say, the point, what comes next and what to do in trouble', () => {
  const dir = join(ROOT, 'slides');
  const lacking: string[] = [];
  for (const file of readdirSync(dir).filter((name) => /^\d+-.*\.md$/.test(name))) {
    for (const slide of cutSlides(readFileSync(join(dir, file), 'utf8'), () => {})) {
      const labels = noteParts(slide.notes).map(({ label }) => label);
      for (const wanted of [/^(Say|Step 1\b)/, /^Point$/, /^Next$/, /^If (it fails|late)$/]) {
        if (!labels.some((label) => wanted.test(label))) lacking.push(`${file}:${slide.bodyLine} ${wanted}`);
      }
    }
  }
  expect(lacking).toEqual([]);
});

it('names the source of each number on the slides', () => {
  const dir = join(ROOT, 'slides');
  const unsourced: string[] = [];
  for (const file of readdirSync(dir).filter((name) => /^\d+-.*\.md$/.test(name))) {
    for (const slide of cutSlides(readFileSync(join(dir, file), 'utf8'), () => {})) {
      // Digits in prose, but not in code, fences, comments, addresses or list numbers.
      const prose = slide.body
        .replace(/^\s*```[\s\S]*?^\s*```/gm, '')
        .replace(/`[^`]*`|<[^>]*>|https?:\S+|^\s*\d+\.\s/gm, '');
      const claims = /\b\d[\d.,]*\b|\bmillion\b/.exec(prose);
      const labels = noteParts(slide.notes).map(({ label }) => label);
      if (claims && !labels.some((label) => /^Sources?$/.test(label))) {
        unsourced.push(`${file}:${slide.bodyLine} ${claims[0]}`);
      }
    }
  }
  expect(unsourced).toEqual([]);
});
