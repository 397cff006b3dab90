// The speaker fence.
import { expect, test } from 'vitest';
import { body } from '../sample.ts';

test('shows the talk’s speaker and event', async () => {
  expect(await body('```speaker\n```')).toMatchInlineSnapshot(`
    "<p class="speaker"><strong>Ann &lt;3</strong>Here</p>
    "
  `);
});
