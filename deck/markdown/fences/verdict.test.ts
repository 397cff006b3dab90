// The verdict fence.
import { expect, test } from 'vitest';
import { body, faults } from '../sample.ts';

test('has the pane above it', async () => {
  expect(
    await body('```terminal demo=echo pane=left\n```\n\n```verdict demo=echo pane=left\n```'),
  ).toMatchInlineSnapshot(`
    "<deck-terminal demo="echo" pane="left" cols="80" rows="10" title="left"></deck-terminal>
    <deck-verdict demo="echo" pane="left"></deck-verdict>
    "
  `);
});

test('a pane that is not on the slide, unknown ids, a missing option and text inside are faults', async () => {
  expect(
    await faults(
      '```verdict demo=echo pane=left\n```\n\n```terminal demo=echo pane=left\n```\n\n```verdict demo=echo pane=right\n```\n\n' +
        '```verdict demo=ecco pane=left\n```\n\n```verdict demo=echo\n```\n\n```verdict demo=echo pane=left\nno\n```',
    ),
  ).toMatchInlineSnapshot(`
    [
      "slides/01.md:1: pane left of echo is not above the verdict; put a fence "terminal demo=echo pane=left" above it",
      "slides/01.md:7: pane right of echo is not above the verdict; use left, or put a fence "terminal demo=echo pane=right" above it",
      "slides/01.md:10: unknown demo "ecco"; use one of echo, mute, code, or add it to slides/talk.ts",
      "slides/01.md:13: verdict without pane; add pane=… after verdict",
      "slides/01.md:16: text inside a verdict fence; remove it; all options go on the line of the backticks",
    ]
  `);
});
