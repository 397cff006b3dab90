// The terminal fence.
import { expect, test } from 'vitest';
import { body, faults } from '../sample.ts';

test('has the pane, with its grid from the talk', async () => {
  expect(await body('```terminal demo=echo pane=right\n```')).toMatchInlineSnapshot(`
    "<deck-terminal demo="echo" pane="right" cols="90" rows="6" title="right &lt;2&gt;"></deck-terminal>
    "
  `);
});

test('unknown ids, options and a missing option are faults', async () => {
  expect(
    await faults(
      '```terminal demo=ecco pane=left\n```\n\n```terminal demo=echo pane=middle\n```\n\n```terminal demo=echo\n```\n\n```terminal demo=echo pane=left command="rm -rf /"\n```',
    ),
  ).toMatchInlineSnapshot(`
    [
      "slides/01.md:1: unknown demo "ecco"; use one of echo, mute, code, or add it to slides/talk.ts",
      "slides/01.md:4: demo echo has no pane "middle"; use one of left, right, or add it to slides/talk.ts",
      "slides/01.md:7: terminal without pane; add pane=… after terminal",
      "slides/01.md:10: unknown option "command" of terminal; use one of demo, pane",
    ]
  `);
});

test('a pane twice on a slide, and text inside the fence, are faults', async () => {
  expect(
    await faults('```terminal demo=echo pane=left\nls\n```\n```terminal demo=echo pane=left\n```'),
  ).toMatchInlineSnapshot(`
    [
      "slides/01.md:1: text inside a terminal fence; remove it; all options go on the line of the backticks",
      "slides/01.md:4: pane left of echo is on this slide twice; remove one of the two",
    ]
  `);
});
