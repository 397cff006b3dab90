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
    // For a name: where its value is written.
    [['demos', 0, 'panes', 0, 'id'], 5],
    [['demos', 0, 'steps', 0, 'id'], 3],
    // A missing field has the line of what is around it; after a spread, elements can't be counted.
    [['demos', 0, 'title'], 10],
    [['sections'], 7],
    [['demos', 0, 'steps', 3, 'id'], 12],
  ])('%j is line %i', (keys, line) => {
    expect(lineOfField(TEXT, keys)).toBe(line);
  });
});

it('finds the line that an error shows, or the name it complains about', () => {
  expect(lineOfError(TEXT, 'Transform failed\n ╭─[ a/talk.ts:12:7 ]')).toBe(12);
  expect(lineOfError(TEXT, 'more is not defined')).toBe(16);
  expect(lineOfError(TEXT, 'something else')).toBe(1);
});
