// The diagram fence.
import { expect, test } from 'vitest';
import { body, faults } from './sample.ts';

test('the drawing stands in the slide, without what only its file needs', () => {
  expect(body('```diagram name=line\n```')).toMatchInlineSnapshot(`
    "<div class="diagram"><svg viewBox="0 0 1 1"><path class="fragment" d="M0 0"/></svg></div>
    "
  `);
});

test('a drawing that is missing is a fault, and no path leads out of the folder', () => {
  expect(faults('```diagram name=circle\n```\n\n```diagram name=../line\n```')).toMatchInlineSnapshot(`
    [
      "slides/01.md:1: there is no diagram "circle"; use line, or draw slides/theme/diagrams/circle.svg",
      "slides/01.md:4: there is no diagram "../line"; use line, or draw slides/theme/diagrams/../line.svg",
    ]
  `);
});
