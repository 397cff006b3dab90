// From a fault's path to the line that its author wrote.
import { describe, expect, it } from 'vitest';
import { lineOfError, lineOfField } from './lines.ts';

const TEXT = `import { defineTalk } from 'x';

const step = { id: 'a' };
const panes = [
  { id: 'p' },
];
export default defineTalk({
  title: 'T',
  demos: [
    {
      panes,
      'steps': [
        step,
        { id: 'b',
          label: 'B' },
        ...more,
        { id: 'c' },
      ],
    },
  ],
} satisfies Talk);
`;

describe('lineOfField', () => {
  it.each<[(string | number)[], number]>([
    [['title'], 8],
    [['demos', 0], 10],
    [['demos', 0, 'steps'], 12],
    [['demos', 0, 'steps', 1, 'label'], 15],
    // Behind a name, where the name's value is written.
    [['demos', 0, 'panes', 0, 'id'], 5],
    [['demos', 0, 'steps', 0, 'id'], 3],
    // What is missing is missing in what stands around it; behind a spread nobody can count.
    [['demos', 0, 'title'], 10],
    [['sections'], 7],
    [['demos', 0, 'steps', 3, 'id'], 12],
  ])('%j is line %i', (keys, line) => {
    expect(lineOfField(TEXT, keys)).toBe(line);
  });
});

it('finds the line that an error draws, or the word that it complains of', () => {
  expect(lineOfError(TEXT, 'Transform failed\n ╭─[ a/talk.ts:12:7 ]')).toBe(12);
  expect(lineOfError(TEXT, 'more is not defined')).toBe(16);
  expect(lineOfError(TEXT, 'something else')).toBe(1);
});
