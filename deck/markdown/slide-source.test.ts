// Cutting files into slides: separators, notes, line numbers, separators inside fences.
import { expect, test } from 'vitest';
import { cutSlides, firstLine } from './slide-source.ts';

const cut = (text: string) => {
  const faults: string[] = [];
  const slides = cutSlides(text, (line, what) => faults.push(`${line}: ${what}`));
  return { slides, faults };
};

test('--- begins the next slide, -- a slide below', () => {
  const { slides } = cut('# a\n---\n# b\n--\n# c\n');
  expect(slides.map(({ place, body, bodyLine }) => [place, body.trim(), bodyLine])).toEqual([
    ['next', '# a', 1],
    ['next', '# b', 3],
    ['below', '# c', 5],
  ]);
});

test('separators and notes inside a fence are code', () => {
  const { slides, faults } = cut('~~~text\n---\nNote: x\n~~~\n\n``````\n--\n```\n---\n``````\n');
  expect(slides).toHaveLength(1);
  expect(slides[0]?.notes).toBe('');
  expect(faults).toEqual([]);
});

test('notes begin at Note: and end with the slide', () => {
  const { slides } = cut('# a\nNote: one\ntwo\n---\n# b\nFoot Note: no\n');
  expect(slides[0]).toMatchObject({ body: '# a\n', notes: 'one\ntwo\n', notesLine: 2 });
  expect(slides[1]?.notes).toBe('');
});

test('Windows line ends and a byte order mark change nothing', () => {
  const { slides } = cut('\uFEFF# a\r\n---\r\n# b\r\n');
  expect(slides.map((slide) => slide.body)).toEqual(['# a\n', '# b\n\n']);
});

test('an open fence and an empty slide are faults with their lines', () => {
  expect(cut('# a\n---\n\n---\n```rust\n---\n').faults).toEqual([
    '3: empty slide',
    '5: this ``` fence is never closed',
  ]);
});

test('a slide begins at its first text', () => {
  const { slides } = cut('# a\n---\n\n\n# b\n');
  expect(slides.map(firstLine)).toEqual([1, 5]);
});
