import { expect, it } from 'vitest';
import { noteParts, spokenWords } from './spoken.ts';

it('counts spoken words and leaves out notes for looking up', () => {
  const notes = [
    '**Say:** one two — `three`.',
    'four',
    '**Key 1:** five',
    '**If it fails:** press F6',
    'and stay calm',
    '**Sources:** RFC 791',
  ].join('\n\n');
  expect(spokenWords(notes)).toBe(5);
});

it('lets a label last until the next one', () => {
  expect(noteParts('first\n\n**Likely questions:**\n\n- *Why?*')).toEqual([
    { label: '', text: 'first', spoken: true },
    { label: 'Likely questions', text: '\n\n- *Why?*', spoken: false },
  ]);
});
